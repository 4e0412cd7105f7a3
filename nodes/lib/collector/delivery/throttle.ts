import { sleep, yieldToEventLoop } from '../../util/async';

/** Limits the send rate and yields to the event loop regularly. */
export class RateThrottle {
  readonly #rate: number;
  readonly #yieldEvery: number;

  #nextSendAt = 0;
  #sinceYield = 0;

  /**
   * @param rate records per second; 0: no limit
   * @param yieldEvery records between two yields to the event loop
   */
  constructor(rate: number, yieldEvery = 100) {
    this.#rate = rate;
    this.#yieldEvery = yieldEvery;
  }

  /** Call it after `records` were sent. Rejects with the signal's reason when aborted. */
  async afterSending(records: number, signal: AbortSignal): Promise<void> {
    this.#sinceYield += records;
    if (this.#sinceYield >= this.#yieldEvery) {
      this.#sinceYield = 0;
      await yieldToEventLoop();
      signal.throwIfAborted();
    }
    if (this.#rate <= 0) return;
    const now = Date.now();
    this.#nextSendAt = Math.max(this.#nextSendAt, now) + (records / this.#rate) * 1000;
    if (this.#nextSendAt > now) await sleep(this.#nextSendAt - now, signal);
  }
}
