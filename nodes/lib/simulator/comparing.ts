import { Digests } from './digests';

/** What should have arrived. Asked up to twice, and written anew each time: nothing is stored but digests. */
export interface Truth {
  readonly expected: () => Iterable<string>;
  /** Records that a fault put out of reach for good. */
  readonly unavailable: () => Iterable<string>;
  /** The form in which lines are compared. */
  readonly written: (line: string) => string;
}

export interface Comparison {
  /** Records that could be had. */
  readonly expected: number;
  /** Lines that arrived, whatever they are; blank ones aside. */
  readonly arrived: number;
  /** Up to `samples` of the records that did not arrive. */
  readonly lost: readonly string[];
  readonly lostCount: number;
  /** Arrivals beyond the first of each record. */
  readonly twice: number;
  /** Arrivals that are no record in this range. */
  readonly invented: number;
  readonly inventedSamples: readonly string[];
  /** Records that a fault put out of reach for good: neither lost when missing nor invented when there. */
  readonly unavailable: number;
}

const EXPECTED = 1;
const UNAVAILABLE = 2;
const ARRIVED = 4;

/** Holds what arrives, line by line, against what exists. */
export class Comparing {
  readonly #digests = new Digests();
  readonly #inventedSamples: string[] = [];
  #expected = 0;
  #unavailable = 0;
  #arrived = 0;
  #twice = 0;
  /** Expected, and not arrived yet. */
  #missing = 0;
  #invented = 0;

  readonly #truth: Truth;
  readonly #sampled: number;

  constructor(truth: Truth, sampled = 5) {
    this.#truth = truth;
    this.#sampled = sampled;
    for (const line of truth.expected()) {
      if (this.#digests.add(truth.written(line), EXPECTED).isNew) this.#expected++;
    }
    this.#missing = this.#expected;
    for (const line of truth.unavailable()) {
      if (this.#digests.add(truth.written(line), UNAVAILABLE).isNew) this.#unavailable++;
    }
  }

  add(line: string): void {
    if (line.trim() === '') return;
    this.#arrived++;
    const at = this.#digests.find(this.#truth.written(line));
    if (at === undefined) {
      this.#invented++;
      if (this.#inventedSamples.length < this.#sampled) this.#inventedSamples.push(line);
      return;
    }
    const note = this.#digests.note(at);
    if ((note & ARRIVED) !== 0) this.#twice++;
    else if ((note & EXPECTED) !== 0) this.#missing--;
    this.#digests.setNote(at, note | ARRIVED);
  }

  result(): Comparison {
    const { lost, lostCount } = this.#whatIsLost();
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

  #whatIsLost(): Pick<Comparison, 'lost' | 'lostCount'> {
    const lost: string[] = [];
    let lostCount = 0;
    // Mostly nothing is, and then nothing needs to be written anew.
    if (this.#missing === 0) return { lost, lostCount };
    for (const line of this.#truth.expected()) {
      const at = this.#digests.find(this.#truth.written(line));
      // what was published since the comparison began is not part of it
      if (at === undefined || (this.#digests.note(at) & ARRIVED) !== 0) continue;
      lostCount++;
      if (lost.length < this.#sampled) lost.push(line);
    }
    return { lost, lostCount };
  }
}
