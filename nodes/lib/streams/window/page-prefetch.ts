import type { ReadContext } from '../../contracts/stream';
import type { WindowLogDefinition } from './definition';
import { type FetchedPage, fetchPage, type PageRequest } from './fetch-page';

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
