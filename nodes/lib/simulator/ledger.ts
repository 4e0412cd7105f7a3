import type { Catalogue } from './catalogue';
import type { Conditions } from './conditions';
import type { Content } from './content';
import { Digests } from './digests';
import { SIEM_TYPES, type SiemFile, type SiemType } from './types';

export interface Range {
  /** Epoch ms: files whose period begins at or after it. */
  readonly from?: number;
  /** Epoch ms: files whose period begins before it. */
  readonly to?: number;
  /** Epoch ms: files published by then; now, where not given. */
  readonly publishedBy?: number;
}

export interface CompareOptions extends Range {
  readonly types?: readonly SiemType[];
  /** Compares what the JSON says, not how it is written: for sinks that stringify again. */
  readonly canonical?: boolean;
  /** Lost and invented lines shown at most; 5 where not given. */
  readonly samples?: number;
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

/** Knows exactly which records exist (design 5). */
export class Ledger {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly conditions: Conditions,
    private readonly content: Content,
  ) {}

  /** Files published, in the order of publication. */
  *files(type: SiemType, range: Range = {}): Generator<SiemFile> {
    const { from = 0, to = Number.POSITIVE_INFINITY, publishedBy = Number.POSITIVE_INFINITY } = range;
    for (const { file, publishedAt } of this.catalogue.published(type)) {
      if (file.from >= from && file.from < to && publishedAt <= publishedBy) yield file;
    }
  }

  /** Every record that can be had, as its line. */
  *lines(type: SiemType, range: Range = {}): Generator<string> {
    for (const file of this.files(type, range)) {
      yield* this.content.records(file, 0, this.conditions.readable(file));
    }
  }

  /** Records that exist, but not for anybody: in vanished files, and behind the break of those broken for good. */
  *unavailable(type: SiemType, range: Range = {}): Generator<string> {
    for (const file of this.files(type, range)) {
      yield* this.content.records(file, this.conditions.readable(file));
    }
  }

  /** Lines that faults put among the records: they are none. */
  *badLines(type: SiemType, range: Range = {}): Generator<string> {
    for (const file of this.files(type, range)) yield* this.content.badLines(file);
  }

  /** Records that can be had. */
  count(type: SiemType, range: Range = {}): number {
    let count = 0;
    for (const file of this.files(type, range)) count += this.conditions.readable(file);
    return count;
  }

  compare(arrived: Iterable<string>, options: CompareOptions = {}): Comparison {
    const comparing = this.comparing(options);
    for (const line of arrived) comparing.add(line);
    return comparing.result();
  }

  /** The same, line by line, for what arrives as a stream. */
  comparing(options: CompareOptions = {}): Comparing {
    return new Comparing(this, options);
  }
}

export class Comparing {
  readonly #digests = new Digests();
  readonly #inventedSamples: string[] = [];
  #expected = 0;
  #unavailable = 0;
  #arrived = 0;
  #twice = 0;
  #invented = 0;

  constructor(
    private readonly ledger: Ledger,
    private readonly options: CompareOptions,
  ) {
    for (const type of this.#types()) {
      for (const line of ledger.lines(type, options)) {
        if (this.#digests.add(this.#written(line), EXPECTED).isNew) this.#expected++;
      }
      for (const line of ledger.unavailable(type, options)) {
        if (this.#digests.add(this.#written(line), UNAVAILABLE).isNew) this.#unavailable++;
      }
    }
  }

  add(line: string): void {
    if (line.trim() === '') return;
    this.#arrived++;
    const at = this.#digests.find(this.#written(line));
    if (at === undefined) {
      this.#invented++;
      if (this.#inventedSamples.length < this.#samples()) this.#inventedSamples.push(line);
      return;
    }
    const note = this.#digests.note(at);
    if ((note & ARRIVED) !== 0) this.#twice++;
    this.#digests.setNote(at, note | ARRIVED);
  }

  result(): Comparison {
    const lost: string[] = [];
    let lostCount = 0;
    for (const type of this.#types()) {
      for (const line of this.ledger.lines(type, this.options)) {
        const at = this.#digests.find(this.#written(line));
        // what was published since the comparison began is not part of it
        if (at === undefined || (this.#digests.note(at) & ARRIVED) !== 0) continue;
        lostCount++;
        if (lost.length < this.#samples()) lost.push(line);
      }
    }
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

  #types(): readonly SiemType[] {
    return this.options.types ?? SIEM_TYPES;
  }

  #samples(): number {
    return this.options.samples ?? 5;
  }

  #written(line: string): string {
    return this.options.canonical === true ? canonical(line) : line;
  }
}

function canonical(line: string): string {
  try {
    return JSON.stringify(JSON.parse(line));
  } catch {
    return line;
  }
}
