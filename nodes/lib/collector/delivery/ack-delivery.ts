import type { DeliveryMode } from './delivery-mode';
import type { InFlightBatches } from './in-flight-batches';
import type { Batch, MessageContext } from './messages';

/**
 * From this number of in-flight batches of one source on, each stream gets at most one. Ten types with two
 * batches each would otherwise keep twenty batches in memory for a slow sink, and a few are enough to keep it
 * busy.
 */
const MAX_IN_FLIGHT_PER_SOURCE = 4;

/**
 * Delivery mode `ack`: at-least-once to the end of the flow. A position is saved once its batch and all
 * earlier batches of the stream are acknowledged. A slot becomes free once the position is saved. This bounds
 * the memory to `inFlight` batches per stream, and to one per stream when many streams have batches in
 * flight.
 */
export class AckDelivery implements DeliveryMode {
  readonly #batches: Pick<InFlightBatches, 'deliver' | 'size'>;
  readonly #messageContext: MessageContext;
  readonly #maxInFlight: number;

  #unsaved = 0;
  /**
   * of the newest batch: whether it and all earlier ones were acknowledged; resolves after their positions
   * are saved
   */
  #lastSaved: Promise<boolean> = Promise.resolve(true);
  #failure: { readonly error: unknown } | undefined;
  #onSlotFreed: () => void = () => undefined;

  constructor(
    batches: Pick<InFlightBatches, 'deliver' | 'size'>,
    messageContext: MessageContext,
    maxInFlight: number,
  ) {
    this.#batches = batches;
    this.#messageContext = messageContext;
    this.#maxInFlight = maxInFlight;
  }

  async send(batch: Batch, save: () => Promise<void>, signal: AbortSignal): Promise<void> {
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

  /** Changes only when a batch of this stream completes, so `send` checks it again at that moment. */
  get #hasCapacity(): boolean {
    return (
      this.#unsaved === 0 ||
      (this.#unsaved < this.#maxInFlight && this.#batches.size < MAX_IN_FLIGHT_PER_SOURCE)
    );
  }

  async flush(): Promise<void> {
    await this.#lastSaved;
    this.#throwFailure();
  }

  /** Only batches with records take a slot. A position without records still keeps its place in the order. */
  async #holdSlot(saved: Promise<boolean>): Promise<boolean> {
    this.#unsaved += 1;
    const acknowledged = await saved;
    this.#unsaved -= 1;
    this.#onSlotFreed();
    return acknowledged;
  }

  /** Never rejects. The next `send` or `flush` throws the failure. */
  async #saveInOrder(
    earlier: Promise<boolean>,
    delivered: Promise<void> | undefined,
    save: () => Promise<void>,
  ): Promise<boolean> {
    let acknowledged = false;
    try {
      // Both promises get a handler at once, so that an abort causes no unhandled rejection of `delivered`.
      [acknowledged] = await Promise.all([earlier, delivered]);
      // After a dropped batch no later position may be saved, because it would skip that batch. After a batch
      // whose position could not be written it may be saved, because that batch was acknowledged.
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
