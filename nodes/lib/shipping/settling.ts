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
  /** by index, of messages that were answered at all */
  private readonly answers: (Answers | undefined)[] = [];
  /** What nearly all messages of a batch come to: said once for all of them, as a batch has a thousand. */
  private usual: Answers | undefined;
  private open: number;
  private current = 1;

  /**
   * @param count messages in the batch
   * @param acks how many different ack nodes have to answer each
   */
  constructor(
    private readonly count: number,
    private readonly acks: number,
  ) {
    this.open = count;
  }

  get attempt(): number {
    return this.current;
  }

  get allSettled(): boolean {
    return this.open === 0;
  }

  /** The messages that are sent again are of a new attempt. */
  nextAttempt(): void {
    this.current += 1;
  }

  /** @returns whether an ack node said something new: a sign that messages are moving */
  acknowledge(which: Which, attempt: number, by: string): boolean {
    let news = false;
    for (const index of this.chosen(which)) news = this.acknowledgeOne(index, attempt, by) || news;
    return news;
  }

  /** @returns whether something has to be sent again for it: a rejection of an earlier attempt is no reason */
  reject(which: Which, attempt: number): boolean {
    if (attempt !== this.current) return false;
    let news = false;
    for (const index of this.chosen(which)) news = this.rejectOne(index, attempt) || news;
    return news;
  }

  isSettled(index: number): boolean {
    return this.answersOf(index).acks.length >= this.acks;
  }

  /** Indexes that have to be sent again if nothing more comes. */
  unsettled(): readonly number[] {
    return [...this.chosen('all')].filter((index) => !this.isSettled(index));
  }

  private acknowledgeOne(index: number, attempt: number, by: string): boolean {
    const { acks, rejected } = this.answersOf(index);
    const before = acks.find((ack) => ack.by === by)?.attempt;
    if (rejected?.has(attempt) || (before !== undefined && before <= attempt)) return false;
    const others = acks.filter((ack) => ack.by !== by);
    this.answers[index] =
      others.length === 0 && rejected === undefined
        ? this.onlyBy(by, attempt)
        : { acks: [...others, { by, attempt }], rejected };
    if (before === undefined && acks.length + 1 === this.acks) this.open -= 1;
    return before === undefined;
  }

  private rejectOne(index: number, attempt: number): boolean {
    const { acks, rejected = new Attempts() } = this.answersOf(index);
    const wasSettled = this.isSettled(index);
    const known = rejected.has(attempt);
    rejected.add(attempt);
    this.answers[index] = { acks: acks.filter((ack) => ack.attempt !== attempt), rejected };
    const settled = this.isSettled(index);
    if (wasSettled && !settled) this.open += 1;
    return !known && !settled;
  }

  private answersOf(index: number): Answers {
    return this.answers[index] ?? NONE;
  }

  private onlyBy(by: string, attempt: number): Answers {
    const [ack] = this.usual?.acks ?? [];
    if (this.usual === undefined || ack?.by !== by || ack.attempt !== attempt)
      this.usual = { acks: [{ by, attempt }], rejected: undefined };
    return this.usual;
  }

  private chosen(which: Which): Iterable<number> {
    if (which === 'all') return Array.from({ length: this.count }, (_, index) => index);
    return which < this.count ? [which] : [];
  }
}
