/** Which messages of one batch have been answered, and how (issue B): no timers, no sending. */
import { Attempts } from './attempts';

/** One message of a batch, or all of them (behind a Join, or in page mode). */
export type Which = number | 'all';

interface Ack {
  /** ack node */
  readonly by: string;
  /** the first that it acknowledged and that was not rejected */
  readonly attempt: number;
}

interface Answers {
  /** one of each ack node */
  readonly acks: readonly Ack[];
  readonly rejected: Attempts | undefined;
}

const NONE: Answers = { acks: [], rejected: undefined };

/**
 * An acknowledgement counts for any attempt, since the data has arrived. A rejection counts for the current
 * attempt alone, since later ones may be well, and beats the acknowledgements of that attempt.
 */
export class Settling {
  readonly #count: number;
  readonly #requiredAcks: number;

  /** by index, of messages that were answered at all */
  readonly #acksByIndex: (Answers | undefined)[] = [];
  /** What nearly all messages of a batch come to: said once for all of them, as a batch has a thousand. */
  #sharedAcks: Answers | undefined;
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
  acknowledge(which: Which, attempt: number, by: string): boolean {
    let news = false;
    for (const index of this.#indexesOf(which)) news = this.#acknowledgeOne(index, attempt, by) || news;
    return news;
  }

  /** @returns whether something has to be sent again for it: a rejection of an earlier attempt is no reason */
  reject(which: Which, attempt: number): boolean {
    if (attempt !== this.#currentAttempt) return false;
    let news = false;
    for (const index of this.#indexesOf(which)) news = this.#rejectOne(index, attempt) || news;
    return news;
  }

  isSettled(index: number): boolean {
    return this.#acksOf(index).acks.length >= this.#requiredAcks;
  }

  /** Indexes that have to be sent again if nothing more comes. */
  unsettled(): readonly number[] {
    return [...this.#indexesOf('all')].filter((index) => !this.isSettled(index));
  }

  #acknowledgeOne(index: number, attempt: number, by: string): boolean {
    const { acks, rejected } = this.#acksOf(index);
    const before = acks.find((ack) => ack.by === by)?.attempt;
    if (rejected?.has(attempt) || (before !== undefined && before <= attempt)) return false;
    const others = acks.filter((ack) => ack.by !== by);
    this.#acksByIndex[index] =
      others.length === 0 && rejected === undefined
        ? this.#sharedBy(by, attempt)
        : { acks: [...others, { by, attempt }], rejected };
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

  #acksOf(index: number): Answers {
    return this.#acksByIndex[index] ?? NONE;
  }

  #sharedBy(by: string, attempt: number): Answers {
    const [ack] = this.#sharedAcks?.acks ?? [];
    if (this.#sharedAcks === undefined || ack?.by !== by || ack.attempt !== attempt)
      this.#sharedAcks = { acks: [{ by, attempt }], rejected: undefined };
    return this.#sharedAcks;
  }

  #indexesOf(which: Which): Iterable<number> {
    if (which === 'all') return Array.from({ length: this.#count }, (_, index) => index);
    return which < this.#count ? [which] : [];
  }
}
