import { canonical } from './canonical';
import { type Comparison, RecordComparator } from './record-comparator';

export interface LogRange {
  /** epoch ms: events at or after it */
  readonly from?: number;
  /** epoch ms: events before it */
  readonly to?: number;
  /** epoch ms: records that were visible by then; for a snapshot the state at that time (default: now) */
  readonly visibleBy?: number;
}

export interface LogCompareOptions extends LogRange {
  /** maximum number of lost and of invented records in the result (default: 5) */
  readonly samples?: number;
}

/** The records of one log. */
export interface LogSource {
  /** JSON of every record in the range */
  readonly lines: (range: LogRange) => Iterable<string>;
  /** Members that differ between two reads of the same record. They are not compared. */
  readonly unstableMembers: readonly string[];
}

/** Generates exactly the records of every log except the batch feeds (see Ledger). */
export class ExpectedLogs<Name extends string = string> {
  readonly #logs: ReadonlyMap<Name, LogSource>;

  constructor(logs: ReadonlyMap<Name, LogSource>) {
    this.#logs = logs;
  }

  get names(): readonly Name[] {
    return [...this.#logs.keys()];
  }

  lines(log: Name, range: LogRange = {}): Iterable<string> {
    return this.#sourceOf(log).lines(range);
  }

  count(log: Name, range: LogRange = {}): number {
    let count = 0;
    for (const _ of this.lines(log, range)) count++;
    return count;
  }

  /** @param arrived JSON of records, in any serialisation */
  compare(log: Name, arrived: Iterable<string>, options: LogCompareOptions = {}): Comparison {
    const comparing = this.createComparator(log, options);
    for (const line of arrived) comparing.add(line);
    return comparing.result();
  }

  createComparator(log: Name, options: LogCompareOptions = {}): RecordComparator {
    const { lines, unstableMembers } = this.#sourceOf(log);
    return new RecordComparator(
      {
        expected: () => lines(options),
        unavailable: () => [],
        normalize: (line) => canonical(line, unstableMembers),
      },
      options.samples,
    );
  }

  #sourceOf(log: Name): LogSource {
    const source = this.#logs.get(log);
    if (source === undefined) throw new RangeError(`There is no log called ${log}.`);
    return source;
  }
}
