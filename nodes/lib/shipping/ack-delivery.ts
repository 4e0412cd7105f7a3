import type { Delivery } from './delivery';
import type { Batch, Origin } from './messages';
import type { Outbox } from './outbox';

/**
 * While a source has so many batches out, none of its streams gets a second one: ten types with two batches
 * each would hold twenty in memory for a slow sink, which is busy with a few.
 */
const MAX_IN_FLIGHT_PER_SOURCE = 4;

/**
 * `ack`: protects to the end of the flow. A position is saved when its batch and all before it are settled;
 * a slot is free once its position is saved, so memory is bounded by `inFlight` batches a stream, and by one a
 * stream where there are many.
 */
export class AckDelivery implements Delivery {
  readonly #batches: Pick<Outbox, 'deliver' | 'size'>;
  readonly #messageContext: Origin;
  readonly #maxInFlight: number;

  #unsaved = 0;
  /** of the newest batch: whether it and all before it have arrived, once what can be saved is saved */
  #lastSaved: Promise<boolean> = Promise.resolve(true);
  #failure: { readonly error: unknown } | undefined;
  #onSlotFreed: () => void = () => undefined;

  constructor(batches: Pick<Outbox, 'deliver' | 'size'>, messageContext: Origin, maxInFlight: number) {
    this.#batches = batches;
    this.#messageContext = messageContext;
    this.#maxInFlight = maxInFlight;
  }

  async handOver(batch: Batch, save: () => Promise<void>, signal: AbortSignal): Promise<void> {
    this.#throwFailure();
    this.#lastSaved =
      batch.records.length === 0
        ? this.#saveInOrder(this.#lastSaved, undefined, save)
        : this.#holdSlot(
            this.#saveInOrder(
              this.#lastSaved,
              this.#batches.deliver(batch, this.#messageContext, signal),
              save,
            ),
          );
    while (!this.#hasCapacity && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.#onSlotFreed = resolve;
      });
    }
    this.#throwFailure();
  }

  /** Asked again whenever a batch of this stream is settled, which is when it may change. */
  get #hasCapacity(): boolean {
    return (
      this.#unsaved === 0 ||
      (this.#unsaved < this.#maxInFlight && this.#batches.size < MAX_IN_FLIGHT_PER_SOURCE)
    );
  }

  async drained(): Promise<void> {
    await this.#lastSaved;
    this.#throwFailure();
  }

  /** A position without records keeps its place in the order, and takes no slot. */
  async #holdSlot(saved: Promise<boolean>): Promise<boolean> {
    this.#unsaved += 1;
    const acknowledged = await saved;
    this.#unsaved -= 1;
    this.#onSlotFreed();
    return acknowledged;
  }

  /** Never rejects: a failure is met by whoever hands over next, or waits for the end. */
  async #saveInOrder(
    earlier: Promise<boolean>,
    settled: Promise<void> | undefined,
    save: () => Promise<void>,
  ): Promise<boolean> {
    let acknowledged = false;
    try {
      // Both from the beginning: an abort must find somebody who listens to `settled`.
      [acknowledged] = await Promise.all([earlier, settled]);
      // Behind a batch that was given up nothing may be saved, settled or not: the position would skip it.
      // Behind one that could only not be written it may: that one has arrived.
      if (acknowledged) await save();
    } catch (error) {
      this.#failure ??= { error };
      this.#onSlotFreed();
    }
    return acknowledged;
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
