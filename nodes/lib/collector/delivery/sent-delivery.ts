import type { Delivery } from './delivery';
import {
  type Batch,
  messageAt,
  messageCount,
  type Origin,
  type OutputMode,
  type RecordMessage,
} from './messages';
import { Pace } from './throttle';

export interface SentOptions {
  readonly mode: OutputMode;
  readonly origin: Origin;
  /** records per second; 0: no limit */
  readonly maxRate: number;
  readonly send: (message: RecordMessage) => void;
  /** Resolves when the flow has caught up. */
  readonly room?: (signal: AbortSignal) => Promise<void>;
}

/**
 * Delivery mode `sent`: protects up to the moment of sending and no further. The next batch is sent while the
 * previous position is being written, so that at most two batches are duplicated after a crash.
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
    // The next `send` or `flush` throws the error; until then it must not count as unhandled.
    this.#lastSave.catch(() => {
      this.#failed = true;
    });
    await earlier;
    // After the save: a close during this wait must not find a batch that was sent and not saved.
    if (count > 0) await this.#throttle.after(records, signal);
  }

  async drained(): Promise<void> {
    await this.#lastSave;
  }
}
