import type { DeliveryMode } from './delivery-mode';
import {
  type Batch,
  countMessages,
  createMessage,
  type MessageContext,
  type OutputMode,
  type RecordMessage,
} from './messages';
import { RateThrottle } from './throttle';

export interface SentDeliveryOptions {
  readonly mode: OutputMode;
  readonly messageContext: MessageContext;
  /** records per second; 0: no limit */
  readonly maxRate: number;
  readonly send: (message: RecordMessage) => void;
  /** Resolves when the flow has caught up. */
  readonly waitForCapacity?: (signal: AbortSignal) => Promise<void>;
}

/**
 * Delivery mode `sent`: records are protected until they are sent, and not after that. The next batch is sent
 * while the previous position is being written, so that at most two batches are duplicated after a crash.
 */
export class SentDelivery implements DeliveryMode {
  readonly #options: SentDeliveryOptions;

  readonly #throttle: RateThrottle;
  #lastSave: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(options: SentDeliveryOptions) {
    this.#options = options;
    this.#throttle = new RateThrottle(options.maxRate);
  }

  async send(batch: Batch, save: () => Promise<void>, signal: AbortSignal): Promise<void> {
    if (this.#failed) await this.#lastSave;
    const { mode, messageContext: context, send, waitForCapacity } = this.#options;
    await waitForCapacity?.(signal);
    const count = batch.records.length === 0 ? 0 : countMessages(mode, batch);
    const records = batch.records.length / count;
    for (let index = 0; index < count; index += 1) {
      if (index > 0) await this.#throttle.afterSending(records, signal);
      send(createMessage(index, batch, mode, context));
    }
    const earlier = this.#lastSave;
    this.#lastSave = save();
    // The next `send` or `flush` throws the error; until then it must not count as unhandled.
    this.#lastSave.catch(() => {
      this.#failed = true;
    });
    await earlier;
    // After the save: a close during this wait must not find a batch that was sent and not saved.
    if (count > 0) await this.#throttle.afterSending(records, signal);
  }

  async flush(): Promise<void> {
    await this.#lastSave;
  }
}
