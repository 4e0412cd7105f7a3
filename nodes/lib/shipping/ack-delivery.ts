import type { Delivery } from './delivery';
import type { Batch, Origin } from './messages';
import type { Outbox } from './outbox';

/**
 * `ack`: protects to the end of the flow. A position is saved when its batch and all before it are settled;
 * a slot is free once its position is saved, so memory is bounded by `inFlight` batches a stream.
 */
export class AckDelivery implements Delivery {
  private waiting = 0;
  /** of the newest batch; those before it are saved by then, or have failed to be */
  private saved: Promise<void> = Promise.resolve();
  private failure: { readonly error: unknown } | undefined;
  private slotFreed: () => void = () => undefined;

  constructor(
    private readonly outbox: Outbox,
    private readonly origin: Origin,
    private readonly inFlight: number,
  ) {}

  async handOver(batch: Batch, save: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const settled = batch.records.length === 0 ? undefined : this.outbox.deliver(batch, this.origin, signal);
    const earlier = this.saved;
    this.waiting += 1;
    this.saved = this.saveInOrder(earlier, settled, save);
    while (this.waiting >= this.inFlight && this.failure === undefined) {
      await new Promise<void>((resolve) => {
        this.slotFreed = resolve;
      });
    }
    this.throwFailure();
  }

  async drained(): Promise<void> {
    await this.saved;
    this.throwFailure();
  }

  /** Never rejects: a failure is met by whoever hands over next, or waits for the end. */
  private async saveInOrder(
    earlier: Promise<void>,
    settled: Promise<void> | undefined,
    save: () => Promise<void>,
  ): Promise<void> {
    try {
      // Both from the beginning: an abort must find somebody who listens to `settled`.
      await Promise.all([earlier, settled]);
      // Also after an earlier one could not be written: it has arrived, and counts for this process at least.
      await save();
    } catch (error) {
      this.failure ??= { error };
    } finally {
      this.waiting -= 1;
      this.slotFreed();
    }
  }

  private throwFailure(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }
}
