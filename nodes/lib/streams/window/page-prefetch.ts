import type { ReadContext } from '../../contracts/stream';
import { ask, type Range, type WindowAnswer } from './fetch-page';
import type { WindowLog } from './definition';

/**
 * Fetches the next page while the current one is delivered, so that the two times do not add up. At most one page,
 * so that reading does not run far ahead of a slow flow.
 */
export class PageAhead {
  #prefetched: { readonly request: Range; readonly page: Promise<WindowAnswer> } | undefined;
  readonly #log: WindowLog;
  readonly #context: ReadContext;

  constructor(log: WindowLog, context: ReadContext) {
    this.#log = log;
    this.#context = context;
  }

  ask({ from, to, token }: Range): void {
    const request = { from, to, token };
    const page = ask(this.#log, request, this.#context);
    // The error is handled by `take`. Until then it must not count as unhandled.
    page.catch(() => undefined);
    this.#prefetched = { request, page };
  }

  /** @throws MimecastError; the reason of the signal when it is aborted */
  take({ from, to, token }: Range): Promise<WindowAnswer> {
    const prefetched = this.#prefetched;
    this.#prefetched = undefined;
    const matches =
      prefetched?.request.from === from && prefetched.request.to === to && prefetched.request.token === token;
    return matches ? prefetched.page : ask(this.#log, { from, to, token }, this.#context);
  }
}
