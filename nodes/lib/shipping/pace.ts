import { sleep, yieldTurn } from '../wait';

/** Keeps hand-over below a rate, and gives the event loop a turn now and then. */
export class Pace {
  readonly #rate: number;
  readonly #yieldEvery: number;

  #nextSendAt = 0;
  #sinceYield = 0;

  /**
   * @param rate records a second, 0: as fast as the flow takes them
   * @param turnEvery records between two turns of the event loop
   */
  constructor(rate: number, turnEvery = 100) {
    this.#rate = rate;
    this.#yieldEvery = turnEvery;
  }

  /** After `records` were handed over. Rejects with the signal's reason when aborted. */
  async after(records: number, signal: AbortSignal): Promise<void> {
    this.#sinceYield += records;
    if (this.#sinceYield >= this.#yieldEvery) {
      this.#sinceYield = 0;
      await yieldTurn();
      signal.throwIfAborted();
    }
    if (this.#rate <= 0) return;
    const now = Date.now();
    this.#nextSendAt = Math.max(this.#nextSendAt, now) + (records / this.#rate) * 1000;
    if (this.#nextSendAt > now) await sleep(this.#nextSendAt - now, signal);
  }
}
