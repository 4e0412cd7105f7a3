import { sleep, yieldTurn } from '../wait';

/** Keeps hand-over below a rate, and gives the event loop a turn now and then. */
export class Pace {
  private due = 0;
  private sinceTurn = 0;

  /**
   * @param rate records a second, 0: as fast as the flow takes them
   * @param turnEvery records between two turns of the event loop
   */
  constructor(
    private readonly rate: number,
    private readonly turnEvery = 100,
  ) {}

  /** After `records` were handed over. Rejects with the signal's reason when aborted. */
  async after(records: number, signal: AbortSignal): Promise<void> {
    this.sinceTurn += records;
    if (this.sinceTurn >= this.turnEvery) {
      this.sinceTurn = 0;
      await yieldTurn();
      signal.throwIfAborted();
    }
    if (this.rate <= 0) return;
    const now = Date.now();
    this.due = Math.max(this.due, now) + (records / this.rate) * 1000;
    if (this.due > now) await sleep(this.due - now, signal);
  }
}
