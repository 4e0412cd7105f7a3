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
  const { path, pageSize, wrapper } = log;
  const pagination = { pageSize, ...(pageRequest.token === null ? {} : { pageToken: pageRequest.token }) };
  const data = [
    { ...log.body, [log.start]: formatApiTime(pageRequest.from), [log.end]: formatApiTime(pageRequest.to) },
  ];
  const request = { method: 'POST', path, group: 'api', body: { meta: { pagination }, data } } as const;
  const response = await callApi(request, log, context);
  const failure = partialFailure(response, path, log);
  const page = readApiPage(response, wrapper, path);
  if (failure !== undefined && page.records.length === 0) throw failure;
  return { ...page, failure };
}

/** Whether the API rejected the request, possibly because of its time range or page token. */
export function isBadRequest(error: unknown): boolean {
  return error instanceof MimecastError && error.code === 'MIMECAST_BAD_REQUEST';
}

/**
 * Fetches the next page while the current one is delivered, so that the two times do not add up. At most one page,
 * so that reading does not run far ahead of a slow flow.
 */
export class PagePrefetcher {
  #prefetched: { readonly request: PageRequest; readonly page: Promise<FetchedPage> } | undefined;
  readonly #log: WindowLogDefinition;
  readonly #context: ReadContext;

  constructor(log: WindowLogDefinition, context: ReadContext) {
    this.#log = log;
    this.#context = context;
  }

  prefetch({ from, to, token }: PageRequest): void {
    const request = { from, to, token };
    const page = fetchPage(this.#log, request, this.#context);
    // The error is handled by `take`. Until then it must not count as unhandled.
    page.catch(() => undefined);
    this.#prefetched = { request, page };
  }

  /** @throws MimecastError; the reason of the signal when it is aborted */
  take({ from, to, token }: PageRequest): Promise<FetchedPage> {
    const prefetched = this.#prefetched;
    this.#prefetched = undefined;
    const matches =
      prefetched?.request.from === from && prefetched.request.to === to && prefetched.request.token === token;
    return matches ? prefetched.page : fetchPage(this.#log, { from, to, token }, this.#context);
  }
}
