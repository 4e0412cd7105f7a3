import { MimecastError } from '../../contracts/errors';
import type { ReadContext } from '../../contracts/stream';
import { callApi, partialFailure } from '../rest/call-api';
import { type ApiPage, readApiPage } from '../rest/envelope';
import type { WindowLog } from './definition';
import { apiTime } from './api-time';

export interface Range {
  /** epoch ms */
  readonly from: number;
  readonly to: number;
  readonly token: string | null;
}

export interface WindowAnswer extends ApiPage {
  /** error to throw after the records of the page have been yielded; undefined: none */
  readonly failure: unknown;
}

/**
 * Fetches one page. Each request of a slice is the same except for the token (wire.md 3.2, 14 row 16).
 * @throws MimecastError; the reason of the signal when it is aborted
 */
export async function ask(log: WindowLog, pageRequest: Range, context: ReadContext): Promise<WindowAnswer> {
  const { path, key, pageSize, wrapper } = log;
  const pagination = { pageSize, ...(pageRequest.token === null ? {} : { pageToken: pageRequest.token }) };
  const data = [{ ...log.body, [log.start]: apiTime(pageRequest.from), [log.end]: apiTime(pageRequest.to) }];
  const request = { method: 'POST', path, group: 'api', body: { meta: { pagination }, data } } as const;
  const response = await callApi(request, key, context);
  const failure = partialFailure(response, path, key);
  const page = readApiPage(response, wrapper, path);
  if (failure !== undefined && page.records.length === 0) throw failure;
  return { ...page, failure };
}

/** Whether the API rejected the request, possibly because of its time range or page token. */
export function isRefusal(error: unknown): boolean {
  return error instanceof MimecastError && error.code === 'MIMECAST_BAD_REQUEST';
}
