import type { FileCatalogue, SiemFile } from '../catalog/file-catalog';
import type { FileContentGenerator } from '../catalog/file-content';
import type { FileFaultState } from '../catalog/file-faults';
import { type FeedType, SIEM_TYPES } from '../common/feeds';
import { canonical } from './canonical';
import { type Comparison, RecordComparator } from './record-comparator';

export interface FileRange {
  /** epoch ms: files whose period begins at or after it */
  readonly from?: number;
  /** epoch ms: files whose period begins before it */
  readonly to?: number;
  /** epoch ms: files published by then (default: now) */
  readonly publishedBy?: number;
}

export interface CompareOptions extends FileRange {
  readonly types?: readonly FeedType[];
  /** Compares canonical JSON instead of the text: for sinks that serialise records again. */
  readonly canonical?: boolean;
  /** maximum number of lost and of invented lines in the result (default: 5) */
  readonly samples?: number;
}

/** Generates exactly the records that the batch feeds have, for comparison with what a collector has delivered. */
export class ExpectedEvents {
  readonly #catalogue: FileCatalogue;
  readonly #fileFaults: FileFaultState;
  readonly #content: FileContentGenerator;

  constructor(catalogue: FileCatalogue, fileFaults: FileFaultState, content: FileContentGenerator) {
    this.#catalogue = catalogue;
    this.#fileFaults = fileFaults;
    this.#content = content;
  }

  /** Published files, in the order of publication. */
  *files(type: FeedType, range: FileRange = {}): Generator<SiemFile> {
    const { from = 0, to = Number.POSITIVE_INFINITY, publishedBy = Number.POSITIVE_INFINITY } = range;
    for (const { file, publishedAt } of this.#catalogue.published(type)) {
      if (file.from >= from && file.from < to && publishedAt <= publishedBy) yield file;
    }
  }

  /** The line of every record that can be read. */
  *lines(type: FeedType, range: FileRange = {}): Generator<string> {
    for (const file of this.files(type, range)) {
      yield* this.#content.records(file, 0, this.#fileFaults.readableCount(file));
    }
  }

  /**
   * Records that a client need not be able to read: in vanished files, and after the break of permanently
   * broken ones.
   */
  *unavailable(type: FeedType, range: FileRange = {}): Generator<string> {
    for (const file of this.files(type, range)) {
      yield* this.#content.records(file, this.#fileFaults.readableCount(file));
    }
  }

  /** Lines that fault `bad-line` inserted between records. */
  *badLines(type: FeedType, range: FileRange = {}): Generator<string> {
    for (const file of this.files(type, range)) yield* this.#content.badLines(file);
  }

  /** Number of records that can be read. */
  count(type: FeedType, range: FileRange = {}): number {
    let count = 0;
    for (const file of this.files(type, range)) count += this.#fileFaults.readableCount(file);
    return count;
  }

  compare(arrived: Iterable<string>, options: CompareOptions = {}): Comparison {
    const comparing = this.createComparator(options);
    for (const line of arrived) comparing.add(line);
    return comparing.result();
  }

  /** As compare, but line by line, for records that arrive as a stream. */
  createComparator(options: CompareOptions = {}): RecordComparator {
    const { types = SIEM_TYPES, canonical: asCanonical = false, samples } = options;
    const linesOf = (lines: (type: FeedType) => Iterable<string>): (() => Iterable<string>) =>
      function* () {
        for (const type of types) yield* lines(type);
      };
    return new RecordComparator(
      {
        expected: linesOf((type) => this.lines(type, options)),
        unavailable: linesOf((type) => this.unavailable(type, options)),
        normalize: asCanonical ? (line) => canonical(line) : (line) => line,
      },
      samples,
    );
  }
}
