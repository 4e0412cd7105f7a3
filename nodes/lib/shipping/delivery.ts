import type { Batch } from './messages';

/** How pages leave, and when their position may move: `sent` or `ack` (design 3). */
export interface Delivery {
  /**
   * Hands a batch over; `save` stores the position behind it. Resolves when the next page may be pulled:
   * that wait is the backpressure. A batch without records only has its position saved.
   * @throws what an earlier `save` threw: nothing more must be handed over while positions can't be saved
   */
  handOver(batch: Batch, save: () => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Resolves when every position of what was handed over is saved. */
  drained(): Promise<void>;
}
