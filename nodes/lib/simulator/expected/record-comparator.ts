import { DigestSet } from './digests';

/** The records that should arrive. They are generated up to twice, because only digests are stored. */
export interface ExpectedRecords {
  readonly expected: () => Iterable<string>;
  /** Records that a fault made permanently unreadable. */
  readonly unavailable: () => Iterable<string>;
  /** The form of a line that is compared. */
  readonly normalize: (line: string) => string;
}

export interface Comparison {
  /** records that can be read */
  readonly expected: number;
  /** all lines that arrived, except blank ones */
  readonly arrived: number;
  /** up to `samples` of the records that did not arrive */
  readonly lost: readonly string[];
  readonly lostCount: number;
  /** duplicates: arrivals after the first of each record */
  readonly twice: number;
  /** arrivals that are not a record of this range */
  readonly invented: number;
  readonly inventedSamples: readonly string[];
  /** records that a fault made permanently unreadable: they count neither as lost nor as invented */
  readonly unavailable: number;
}

const EXPECTED = 1;
const UNAVAILABLE = 2;
const ARRIVED = 4;

/** Compares lines that arrive with the records that exist. */
export class RecordComparator {
  readonly #digests = new DigestSet();
  readonly #inventedSamples: string[] = [];
  #expected = 0;
  #unavailable = 0;
  #arrived = 0;
  #twice = 0;
  /** expected records that have not arrived yet */
  #missing = 0;
  #invented = 0;

  readonly #truth: ExpectedRecords;
  readonly #maxSamples: number;

  constructor(truth: ExpectedRecords, maxSamples = 5) {
    this.#truth = truth;
    this.#maxSamples = maxSamples;
    for (const line of truth.expected()) {
      if (this.#digests.add(truth.normalize(line), EXPECTED).isNew) this.#expected++;
    }
    this.#missing = this.#expected;
    for (const line of truth.unavailable()) {
      if (this.#digests.add(truth.normalize(line), UNAVAILABLE).isNew) this.#unavailable++;
    }
  }

  add(line: string): void {
    if (line.trim() === '') return;
    this.#arrived++;
    const at = this.#digests.find(this.#truth.normalize(line));
    if (at === undefined) {
      this.#invented++;
      if (this.#inventedSamples.length < this.#maxSamples) this.#inventedSamples.push(line);
      return;
    }
    const flags = this.#digests.flags(at);
    if ((flags & ARRIVED) !== 0) this.#twice++;
    else if ((flags & EXPECTED) !== 0) this.#missing--;
    this.#digests.setFlags(at, flags | ARRIVED);
  }

  result(): Comparison {
    const { lost, lostCount } = this.#lostRecords();
    return {
      expected: this.#expected,
      arrived: this.#arrived,
      lost,
      lostCount,
      twice: this.#twice,
      invented: this.#invented,
      inventedSamples: this.#inventedSamples,
      unavailable: this.#unavailable,
    };
  }

  #lostRecords(): Pick<Comparison, 'lost' | 'lostCount'> {
    const lost: string[] = [];
    let lostCount = 0;
    // In most comparisons nothing is lost, and the records need not be generated again.
    if (this.#missing === 0) return { lost, lostCount };
    for (const line of this.#truth.expected()) {
      const at = this.#digests.find(this.#truth.normalize(line));
      // published after the comparison began: not part of it
      if (at === undefined || (this.#digests.flags(at) & ARRIVED) !== 0) continue;
      lostCount++;
      if (lost.length < this.#maxSamples) lost.push(line);
    }
    return { lost, lostCount };
  }
}
