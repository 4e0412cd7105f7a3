import type { Delivery } from './delivery';
import {
  type Batch,
  messageAt,
  messageCount,
  type Origin,
  type OutputMode,
  type RecordMessage,
} from './messages';
import { Pace } from './pace';

export interface SentOptions {
  readonly mode: OutputMode;
  readonly origin: Origin;
  /** records a second, 0: no limit */
  readonly maxRate: number;
  readonly send: (message: RecordMessage) => void;
  /** Resolves when the flow is not far behind. */
  readonly room?: (signal: AbortSignal) => Promise<void>;
}

/**
 * `sent`: protects up to the hand-over and no further. While one position is written to disk the next batch is
 * handed over already, so at most two batches come again after a crash.
 */
export class SentDelivery implements Delivery {
  readonly #options: SentOptions;

  readonly #throttle: Pace;
  #lastSave: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(options: SentOptions) {
    this.#options = options;

    this.#throttle = new Pace(options.maxRate);
  }

  async handOver(batch: Batch, save: () => Promise<void>, signal: AbortSignal): Promise<void> {
    if (this.#failed) await this.#lastSave;
    const { mode, origin: context, send, room: waitForCapacity } = this.#options;
    await waitForCapacity?.(signal);
    const count = batch.records.length === 0 ? 0 : messageCount(mode, batch);
    const records = batch.records.length / count;
    for (let index = 0; index < count; index += 1) {
      if (index > 0) await this.#throttle.after(records, signal);
      send(messageAt(index, batch, mode, context));
    }
    const earlier = this.#lastSave;
    this.#lastSave = save();
    // Whoever hands over next, or waits for the end, meets the failure; until then it is not unhandled.
    this.#lastSave.catch(() => {
      this.#failed = true;
    });
    await earlier;
    // Behind the save: who closes while this waits must not find the whole batch handed over and not saved.
    if (count > 0) await this.#throttle.after(records, signal);
  }

  async drained(): Promise<void> {
    await this.#lastSave;
  }
}
