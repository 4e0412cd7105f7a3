import { MimecastError } from '../../api/errors';
import type { ReadContext } from '../../shipping/stream';
import { callApi, partialFailure } from '../paged/call-api';
import { type ApiPage, readApiPage } from '../paged/envelope';
import type { WindowLog } from './log';
import { apiTime } from './times';

export interface Range {
  /** epoch ms */
  readonly from: number;
  readonly to: number;
  readonly token: string | null;
}

export interface WindowAnswer extends ApiPage {
  /** to be thrown once the records of the page are out */
  readonly failure: unknown;
}

/**
 * One page. Everything but the token is the same on each (wire.md 3.2, 14 row 16).
 * @throws MimecastError; the signal's reason when aborted
 */
export async function ask(log: WindowLog, range: Range, context: ReadContext): Promise<WindowAnswer> {
  const { path, key, pageSize, wrapper } = log;
  const pagination = { pageSize, ...(range.token === null ? {} : { pageToken: range.token }) };
  const data = [{ ...log.body, [log.start]: apiTime(range.from), [log.end]: apiTime(range.to) }];
  const request = { method: 'POST', path, group: 'api', body: { meta: { pagination }, data } } as const;
  const answer = await callApi(request, key, context);
  const failure = partialFailure(answer, path, key);
  const page = readApiPage(answer, wrapper, path);
  if (failure !== undefined && page.records.length === 0) throw failure;
  return { ...page, failure };
}

/** The API does not accept the request, and that may be because of its range or its token. */
export function isRefusal(error: unknown): boolean {
  return error instanceof MimecastError && error.code === 'MIMECAST_BAD_REQUEST';
}
