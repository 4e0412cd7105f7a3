import type { ReadContext } from '../../shipping/stream';
import { ask, type Range, type WindowAnswer } from './ask';
import type { WindowLog } from './log';

/**
 * Has the next page fetched while the one before it is delivered: a page names the one behind it, so that the time
 * that both take need not add up. One page, no more: a slow flow is not read ahead of.
 */
export class PageAhead {
  #asked: { readonly range: Range; readonly answer: Promise<WindowAnswer> } | undefined;
  readonly #log: WindowLog;
  readonly #context: ReadContext;

  constructor(log: WindowLog, context: ReadContext) {
    this.#log = log;
    this.#context = context;
  }

  ask({ from, to, token }: Range): void {
    const range = { from, to, token };
    const answer = ask(this.#log, range, this.#context);
    // The failure belongs to whoever takes the page; until then it must not count as unhandled.
    answer.catch(() => undefined);
    this.#asked = { range, answer };
  }

  /** @throws MimecastError; the signal's reason when aborted */
  take({ from, to, token }: Range): Promise<WindowAnswer> {
    const asked = this.#asked;
    this.#asked = undefined;
    const isIt = asked?.range.from === from && asked.range.to === to && asked.range.token === token;
    return isIt ? asked.answer : ask(this.#log, { from, to, token }, this.#context);
  }
}
