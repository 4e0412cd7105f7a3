/** Which messages of one batch have been answered, and how (issue B): no timers, no sending. */
import { Attempts } from './attempts';

/** One message of a batch, or all of them (behind a Join, or in page mode). */
export type Which = number | 'all';

interface Ack {
  /** ack node */
  readonly ackNodeId: string;
  /** the first that it acknowledged and that was not rejected */
  readonly attempt: number;
}

interface MessageAcks {
  /** one of each ack node */
  readonly acks: readonly Ack[];
  readonly rejected: Attempts | undefined;
}

const NO_ACKS: MessageAcks = { acks: [], rejected: undefined };

/**
 * An acknowledgement counts for any attempt, since the data has arrived. A rejection counts for the current
 * attempt alone, since later ones may be well, and beats the acknowledgements of that attempt.
 */
export class Settling {
  readonly #count: number;
  readonly #requiredAcks: number;

  /** by index, of messages that were answered at all */
  readonly #acksByIndex: (MessageAcks | undefined)[] = [];
  /** What nearly all messages of a batch come to: said once for all of them, as a batch has a thousand. */
  #sharedAcks: MessageAcks | undefined;
  #pendingCount: number;
  #currentAttempt = 1;

  /**
   * @param count messages in the batch
   * @param acks how many different ack nodes have to answer each
   */
  constructor(count: number, acks: number) {
    this.#count = count;
    this.#requiredAcks = acks;

    this.#pendingCount = count;
  }

  get attempt(): number {
    return this.#currentAttempt;
  }

  get allSettled(): boolean {
    return this.#pendingCount === 0;
  }

  /** The messages that are sent again are of a new attempt. */
  nextAttempt(): void {
    this.#currentAttempt += 1;
  }

  /** @returns whether an ack node said something new: a sign that messages are moving */
  acknowledge(scope: Which, attempt: number, ackNodeId: string): boolean {
    let changed = false;
    for (const index of this.#indexesOf(scope))
      changed = this.#acknowledgeOne(index, attempt, ackNodeId) || changed;
    return changed;
  }

  /** @returns whether something has to be sent again for it: a rejection of an earlier attempt is no reason */
  reject(scope: Which, attempt: number): boolean {
    if (attempt !== this.#currentAttempt) return false;
    let changed = false;
    for (const index of this.#indexesOf(scope)) changed = this.#rejectOne(index, attempt) || changed;
    return changed;
  }

  isSettled(index: number): boolean {
    return this.#acksOf(index).acks.length >= this.#requiredAcks;
  }

  /** Indexes that have to be sent again if nothing more comes. */
  unsettled(): readonly number[] {
    return [...this.#indexesOf('all')].filter((index) => !this.isSettled(index));
  }

  #acknowledgeOne(index: number, attempt: number, ackNodeId: string): boolean {
    const { acks, rejected } = this.#acksOf(index);
    const before = acks.find((ack) => ack.ackNodeId === ackNodeId)?.attempt;
    if (rejected?.has(attempt) || (before !== undefined && before <= attempt)) return false;
    const others = acks.filter((ack) => ack.ackNodeId !== ackNodeId);
    this.#acksByIndex[index] =
      others.length === 0 && rejected === undefined
        ? this.#sharedBy(ackNodeId, attempt)
        : { acks: [...others, { ackNodeId: ackNodeId, attempt }], rejected };
    if (before === undefined && acks.length + 1 === this.#requiredAcks) this.#pendingCount -= 1;
    return before === undefined;
  }

  #rejectOne(index: number, attempt: number): boolean {
    const { acks, rejected = new Attempts() } = this.#acksOf(index);
    const wasSettled = this.isSettled(index);
    const known = rejected.has(attempt);
    rejected.add(attempt);
    this.#acksByIndex[index] = { acks: acks.filter((ack) => ack.attempt !== attempt), rejected };
    const settled = this.isSettled(index);
    if (wasSettled && !settled) this.#pendingCount += 1;
    return !known && !settled;
  }

  #acksOf(index: number): MessageAcks {
    return this.#acksByIndex[index] ?? NO_ACKS;
  }

  #sharedBy(ackNodeId: string, attempt: number): MessageAcks {
    const [ack] = this.#sharedAcks?.acks ?? [];
    if (this.#sharedAcks === undefined || ack?.ackNodeId !== ackNodeId || ack.attempt !== attempt)
      this.#sharedAcks = { acks: [{ ackNodeId: ackNodeId, attempt }], rejected: undefined };
    return this.#sharedAcks;
  }

  #indexesOf(scope: Which): Iterable<number> {
    if (scope === 'all') return Array.from({ length: this.#count }, (_, index) => index);
    return scope < this.#count ? [scope] : [];
  }
}
