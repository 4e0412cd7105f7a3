/** Tracks which messages of one batch were acknowledged or rejected. No timers, no sending. */

/** Index of a message of a batch, or all messages (after a Join node, or in page mode). */
export type AckScope = number | 'all';

/** Maximum number of ranges of an AttemptSet. A batch may be redelivered for days. */
const MAX_ATTEMPT_RANGES = 8;

interface Ack {
  readonly ackNodeId: string;
  /** the first attempt that it acknowledged and that was not rejected */
  readonly attempt: number;
}

interface MessageAcks {
  /** one per ack node */
  readonly acks: readonly Ack[];
  readonly rejected: AttemptSet | undefined;
}

const NO_ACKS: MessageAcks = { acks: [], rejected: undefined };

/** A set of attempt numbers, added in ascending order. It stores ranges instead of numbers to stay small. */
export class AttemptSet {
  #ranges: { readonly from: number; to: number }[] = [];

  add(attempt: number): void {
    const last = this.#ranges.at(-1);
    if (last !== undefined && attempt <= last.to + 1) last.to = Math.max(last.to, attempt);
    else this.#ranges.push({ from: attempt, to: attempt });
    if (this.#ranges.length > MAX_ATTEMPT_RANGES) this.#mergeOldest();
  }

  has(attempt: number): boolean {
    return this.#ranges.some(({ from, to }) => from <= attempt && attempt <= to);
  }

  /**
   * The attempts between the two ranges count as rejected from now on. The message is then redelivered once
   * more instead of being lost.
   */
  #mergeOldest(): void {
    const [first, second, ...others] = this.#ranges;
    if (first !== undefined && second !== undefined) {
      this.#ranges = [{ from: first.from, to: second.to }, ...others];
    }
  }
}

/**
 * An acknowledgement counts for any attempt, since the data has arrived. A rejection counts only for the
 * current attempt, since a later one may succeed. It overrides the acknowledgements of its attempt.
 */
export class AckTracker {
  readonly #count: number;
  readonly #requiredAcks: number;

  /** by message index; undefined: no acknowledgement or rejection yet */
  readonly #acksByIndex: (MessageAcks | undefined)[] = [];
  /**
   * Shared by the messages with the same single acknowledgement: usually nearly all of a batch of a thousand.
   */
  #sharedAcks: MessageAcks | undefined;
  #pendingCount: number;
  #currentAttempt = 1;

  /**
   * @param count messages in the batch
   * @param acks number of different ack nodes that must acknowledge each message
   */
  constructor(count: number, acks: number) {
    this.#count = count;
    this.#requiredAcks = acks;
    this.#pendingCount = count;
  }

  get attempt(): number {
    return this.#currentAttempt;
  }

  get isComplete(): boolean {
    return this.#pendingCount === 0;
  }

  /** Starts a new attempt for the messages that are redelivered. */
  nextAttempt(): void {
    this.#currentAttempt += 1;
  }

  /** @returns whether an ack node acknowledged a message for the first time: a sign of progress */
  acknowledge(scope: AckScope, attempt: number, ackNodeId: string): boolean {
    let changed = false;
    for (const index of this.#indexesOf(scope))
      changed = this.#acknowledgeOne(index, attempt, ackNodeId) || changed;
    return changed;
  }

  /** @returns whether a message must be redelivered; false for a rejection of an earlier attempt */
  reject(scope: AckScope, attempt: number): boolean {
    if (attempt !== this.#currentAttempt) return false;
    let changed = false;
    for (const index of this.#indexesOf(scope)) changed = this.#rejectOne(index, attempt) || changed;
    return changed;
  }

  isAcknowledged(index: number): boolean {
    return this.#acksOf(index).acks.length >= this.#requiredAcks;
  }

  /** Indexes of the messages that are not acknowledged yet. */
  pendingIndexes(): readonly number[] {
    return [...this.#indexesOf('all')].filter((index) => !this.isAcknowledged(index));
  }

  #acknowledgeOne(index: number, attempt: number, ackNodeId: string): boolean {
    const { acks, rejected } = this.#acksOf(index);
    const before = acks.find((ack) => ack.ackNodeId === ackNodeId)?.attempt;
    if (rejected?.has(attempt) || (before !== undefined && before <= attempt)) return false;
    const others = acks.filter((ack) => ack.ackNodeId !== ackNodeId);
    this.#acksByIndex[index] =
      others.length === 0 && rejected === undefined
        ? this.#sharedBy(ackNodeId, attempt)
        : { acks: [...others, { ackNodeId, attempt }], rejected };
    if (before === undefined && acks.length + 1 === this.#requiredAcks) this.#pendingCount -= 1;
    return before === undefined;
  }

  #rejectOne(index: number, attempt: number): boolean {
    const { acks, rejected = new AttemptSet() } = this.#acksOf(index);
    const wasSettled = this.isAcknowledged(index);
    const known = rejected.has(attempt);
    rejected.add(attempt);
    this.#acksByIndex[index] = { acks: acks.filter((ack) => ack.attempt !== attempt), rejected };
    const settled = this.isAcknowledged(index);
    if (wasSettled && !settled) this.#pendingCount += 1;
    return !known && !settled;
  }

  #acksOf(index: number): MessageAcks {
    return this.#acksByIndex[index] ?? NO_ACKS;
  }

  #sharedBy(ackNodeId: string, attempt: number): MessageAcks {
    const [ack] = this.#sharedAcks?.acks ?? [];
    if (this.#sharedAcks === undefined || ack?.ackNodeId !== ackNodeId || ack.attempt !== attempt)
      this.#sharedAcks = { acks: [{ ackNodeId, attempt }], rejected: undefined };
    return this.#sharedAcks;
  }

  #indexesOf(scope: AckScope): Iterable<number> {
    if (scope === 'all') return Array.from({ length: this.#count }, (_, index) => index);
    return scope < this.#count ? [scope] : [];
  }
}
