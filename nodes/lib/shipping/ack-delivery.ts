import type { Delivery } from './delivery';
import type { Batch, Origin } from './messages';
import type { Outbox } from './outbox';

/**
 * While a source has so many batches out, none of its streams gets a second one: ten types with two batches
 * each would hold twenty in memory for a slow sink, which is busy with a few.
 */
const CROWD = 4;

/**
 * `ack`: protects to the end of the flow. A position is saved when its batch and all before it are settled;
 * a slot is free once its position is saved, so memory is bounded by `inFlight` batches a stream, and by one a
 * stream where there are many.
 */
export class AckDelivery implements Delivery {
  private waiting = 0;
  /** of the newest batch: whether it and all before it have arrived, once what can be saved is saved */
  private arrived: Promise<boolean> = Promise.resolve(true);
  private failure: { readonly error: unknown } | undefined;
  private slotFreed: () => void = () => undefined;

  constructor(
    private readonly outbox: Pick<Outbox, 'deliver' | 'size'>,
    private readonly origin: Origin,
    private readonly inFlight: number,
  ) {}

  async handOver(batch: Batch, save: () => Promise<void>, signal: AbortSignal): Promise<void> {
    this.throwFailure();
    this.arrived =
      batch.records.length === 0
        ? this.saveInOrder(this.arrived, undefined, save)
        : this.holdSlot(
            this.saveInOrder(this.arrived, this.outbox.deliver(batch, this.origin, signal), save),
          );
    while (!this.mayHaveMore && this.failure === undefined) {
      await new Promise<void>((resolve) => {
        this.slotFreed = resolve;
      });
    }
    this.throwFailure();
  }

  /** Asked again whenever a batch of this stream is settled, which is when it may change. */
  private get mayHaveMore(): boolean {
    return this.waiting === 0 || (this.waiting < this.inFlight && this.outbox.size < CROWD);
  }

  async drained(): Promise<void> {
    await this.arrived;
    this.throwFailure();
  }

  /** A position without records keeps its place in the order, and takes no slot. */
  private async holdSlot(saved: Promise<boolean>): Promise<boolean> {
    this.waiting += 1;
    const arrived = await saved;
    this.waiting -= 1;
    this.slotFreed();
    return arrived;
  }

  /** Never rejects: a failure is met by whoever hands over next, or waits for the end. */
  private async saveInOrder(
    earlier: Promise<boolean>,
    settled: Promise<void> | undefined,
    save: () => Promise<void>,
  ): Promise<boolean> {
    let arrived = false;
    try {
      // Both from the beginning: an abort must find somebody who listens to `settled`.
      [arrived] = await Promise.all([earlier, settled]);
      // Behind a batch that was given up nothing may be saved, settled or not: the position would skip it.
      // Behind one that could only not be written it may: that one has arrived.
      if (arrived) await save();
    } catch (error) {
      this.failure ??= { error };
      this.slotFreed();
    }
    return arrived;
  }

  private throwFailure(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }
}
