import { MimecastError } from '../../contracts/errors';
import type { ReadContext } from '../../contracts/stream';
import { callApi, partialFailure } from '../rest/call-api';
import { type ApiPage, readApiPage } from '../rest/envelope';
import { formatApiTime } from './api-time';
import type { WindowLogDefinition } from './definition';

export interface PageRequest {
  /** epoch ms */
  readonly from: number;
  readonly to: number;
  readonly token: string | null;
}

export interface FetchedPage extends ApiPage {
  /** error to throw after the records of the page have been yielded; undefined: none */
  readonly failure: unknown;
}

/**
 * Fetches one page. Each request of a slice is the same except for the token (wire.md 3.2, 14 row 16).
 * @throws MimecastError; the reason of the signal when it is aborted
 */
export async function fetchPage(
  log: WindowLogDefinition,
  pageRequest: PageRequest,
  context: ReadContext,
): Promise<FetchedPage> {
  const { path, key, pageSize, wrapper } = log;
  const pagination = { pageSize, ...(pageRequest.token === null ? {} : { pageToken: pageRequest.token }) };
  const data = [
    { ...log.body, [log.start]: formatApiTime(pageRequest.from), [log.end]: formatApiTime(pageRequest.to) },
  ];
  const request = { method: 'POST', path, group: 'api', body: { meta: { pagination }, data } } as const;
  const response = await callApi(request, key, context);
  const failure = partialFailure(response, path, key);
  const page = readApiPage(response, wrapper, path);
  if (failure !== undefined && page.records.length === 0) throw failure;
  return { ...page, failure };
}

/** Whether the API rejected the request, possibly because of its time range or page token. */
export function isBadRequest(error: unknown): boolean {
  return error instanceof MimecastError && error.code === 'MIMECAST_BAD_REQUEST';
}
