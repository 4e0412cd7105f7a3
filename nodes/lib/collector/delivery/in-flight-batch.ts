import { omitEmpty } from '../../util/omit-empty';
import type { DeliveredMessage } from './ack-registry';
import type { AckTracker } from './ack-tracker';
import { type Batch, type MessageContext, takeOwnership } from './messages';
import type { Rejection } from './rejections';

/** Deadline while messages are being sent: no redelivery is due. */
export const NOT_DUE = Number.POSITIVE_INFINITY;

/** A batch that is still not acknowledged after several attempts. */
export interface StuckBatch {
  readonly batch: string;
  readonly log: string;
  readonly type: string;
  readonly missing: readonly number[];
  readonly attempts: number;
  /** epoch ms of the first delivery */
  readonly since: number;
  /** reason from the receiver, if it gave one */
  readonly reason?: string | undefined;
}

/** The state of one batch that was sent and is not fully acknowledged. */
export class InFlightBatch {
  readonly firstSentAt = Date.now();
  /** epoch ms at which its unacknowledged messages are redelivered, unless the deadline is extended */
  dueAt = NOT_DUE;
  /** a message of this attempt was rejected: redelivery waits for the back-off */
  rejected = false;
  /** records that the receiver refused for good and the flow keeps elsewhere, counted in the batch */
  readonly #excluded = new Set<number>();
  /** the attempt of the latest exclusion: a sign of progress */
  #excludedAt = 0;
  #sent: readonly number[] = [];
  #stuck: StuckBatch | undefined;
  /** the last rejection and its attempt */
  #rejection: (Rejection & { readonly attempt: number }) | undefined;

  /** @param finish removes the batch and settles the promise of its delivery */
  constructor(
    readonly batch: Batch,
    readonly context: MessageContext,
    readonly signal: AbortSignal,
    readonly acks: AckTracker,
    readonly finish: (failure?: { readonly error: unknown }) => void,
  ) {}

  get stuck(): StuckBatch | undefined {
    return this.#stuck;
  }

  get rejection(): Rejection | undefined {
    return this.#rejection;
  }

  /** The records that the current attempt has sent, counted in the batch. */
  get sent(): readonly number[] {
    return this.#sent;
  }

  get isEmpty(): boolean {
    return this.#excluded.size === this.batch.records.length;
  }

  /** The batch as an attempt sends it now. */
  prepare(): Batch {
    const { records } = this.batch;
    this.#sent = [...records.keys()].filter((index) => !this.#excluded.has(index));
    const { attempt } = this.acks;
    if (this.#excluded.size === 0) return { ...this.batch, attempt };
    return { ...this.batch, records: records.filter((_, index) => !this.#excluded.has(index)), attempt };
  }

  exclude(records: readonly number[]): void {
    const before = this.#excluded.size;
    for (const index of records) if (index < this.batch.records.length) this.#excluded.add(index);
    if (this.#excluded.size > before) this.#excludedAt = this.acks.attempt;
  }

  /** What a message contained, for dead letters. */
  delivered(indexes: readonly number[], divisible: boolean): DeliveredMessage {
    const { records, stream } = this.batch;
    return {
      count: indexes.length,
      divisible,
      record: (position) => {
        const index = indexes[position] ?? Number.NaN;
        const record = records[index];
        if (record === undefined) return undefined;
        return { index, id: stream.identify(record), value: takeOwnership(record), text: record.text };
      },
    };
  }

  /** Attempts since the batch was sent, or changed by an exclusion. */
  get fruitlessAttempts(): number {
    return this.acks.attempt - this.#excludedAt;
  }

  /**
   * A thousand messages of a batch are usually rejected for the same reason: the first rejection of an
   * attempt is enough.
   * @returns undefined when this attempt was already recorded as rejected
   */
  recordRejection(reason: string, reportedBySink: boolean): Rejection | undefined {
    const { attempt } = this.acks;
    const rejection = this.#rejection;
    const known = rejection?.attempt === attempt;
    if (known && (reportedBySink || !rejection.reportedBySink)) return undefined;
    this.#rejection = {
      type: this.batch.stream.type,
      // The reason from a sink of this package is shorter than the one in its error.
      reason: known ? rejection.reason : reason,
      since: rejection?.since ?? Date.now(),
      reportedBySink,
      attempt,
    };
    return this.#rejection;
  }

  /** @returns the batch as stuck when it was not stuck before */
  recordStuck(): StuckBatch | undefined {
    const reported = this.#stuck !== undefined;
    const { batch, acks } = this;
    const { log, type } = batch.stream;
    const reason = this.#rejection?.reason;
    this.#stuck = {
      ...{ batch: batch.id, log, type, missing: acks.pendingIndexes() },
      ...{ attempts: acks.attempt, since: this.firstSentAt },
      ...omitEmpty({ reason }),
    };
    return reported ? undefined : this.#stuck;
  }
}
