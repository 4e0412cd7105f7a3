import { canonical } from './canonical';
import type { Catalogue } from './catalogue';
import { Comparing, type Comparison } from './comparing';
import type { Conditions } from './conditions';
import type { Content } from './content';

import { type FeedType, SIEM_TYPES, type SiemFile } from './types';

export interface Range {
  /** Epoch ms: files whose period begins at or after it. */
  readonly from?: number;
  /** Epoch ms: files whose period begins before it. */
  readonly to?: number;
  /** Epoch ms: files published by then; now, where not given. */
  readonly publishedBy?: number;
}

export interface CompareOptions extends Range {
  readonly types?: readonly FeedType[];
  /** Compares what the JSON says, not how it is written: for sinks that stringify again. */
  readonly canonical?: boolean;
  /** Lost and invented lines shown at most; 5 where not given. */
  readonly samples?: number;
}

/** Knows exactly which records exist (design 5). */
export class Ledger {
  readonly #catalogue: Catalogue;
  readonly #conditions: Conditions;
  readonly #content: Content;

  constructor(catalogue: Catalogue, conditions: Conditions, content: Content) {
    this.#catalogue = catalogue;
    this.#conditions = conditions;
    this.#content = content;
  }

  /** Files published, in the order of publication. */
  *files(type: FeedType, range: Range = {}): Generator<SiemFile> {
    const { from = 0, to = Number.POSITIVE_INFINITY, publishedBy = Number.POSITIVE_INFINITY } = range;
    for (const { file, publishedAt } of this.#catalogue.published(type)) {
      if (file.from >= from && file.from < to && publishedAt <= publishedBy) yield file;
    }
  }

  /** Every record that can be had, as its line. */
  *lines(type: FeedType, range: Range = {}): Generator<string> {
    for (const file of this.files(type, range)) {
      yield* this.#content.records(file, 0, this.#conditions.readable(file));
    }
  }

  /** Records that exist, but not for anybody: in vanished files, and behind the break of those broken for good. */
  *unavailable(type: FeedType, range: Range = {}): Generator<string> {
    for (const file of this.files(type, range)) {
      yield* this.#content.records(file, this.#conditions.readable(file));
    }
  }

  /** Lines that faults put among the records: they are none. */
  *badLines(type: FeedType, range: Range = {}): Generator<string> {
    for (const file of this.files(type, range)) yield* this.#content.badLines(file);
  }

  /** Records that can be had. */
  count(type: FeedType, range: Range = {}): number {
    let count = 0;
    for (const file of this.files(type, range)) count += this.#conditions.readable(file);
    return count;
  }

  compare(arrived: Iterable<string>, options: CompareOptions = {}): Comparison {
    const comparing = this.comparing(options);
    for (const line of arrived) comparing.add(line);
    return comparing.result();
  }

  /** The same, line by line, for what arrives as a stream. */
  comparing(options: CompareOptions = {}): Comparing {
    const { types = SIEM_TYPES, canonical: byMeaning = false, samples } = options;
    const all = (lines: (type: FeedType) => Iterable<string>): (() => Iterable<string>) =>
      function* () {
        for (const type of types) yield* lines(type);
      };
    return new Comparing(
      {
        expected: all((type) => this.lines(type, options)),
        unavailable: all((type) => this.unavailable(type, options)),
        written: byMeaning ? (line) => canonical(line) : (line) => line,
      },
      samples,
    );
  }
}
