import { canonical } from './canonical';
import { Comparing, type Comparison } from './record-comparator';

export interface LogRange {
  /** epoch ms: events at or after it */
  readonly from?: number;
  /** epoch ms: events before it */
  readonly to?: number;
  /** epoch ms: records that were visible by then; of a snapshot the state at that time (default: now) */
  readonly visibleBy?: number;
}

export interface LogCompareOptions extends LogRange {
  /** maximum number of lost and of invented records in the result (default: 5) */
  readonly samples?: number;
}

/** The records of one log. */
export interface KnownLog {
  /** JSON of every record in the range */
  readonly lines: (range: LogRange) => Iterable<string>;
  /** Members that differ between two reads of the same record. They are not compared. */
  readonly unstableMembers: readonly string[];
}

/** Generates exactly the records of every log except the batch feeds (see Ledger). */
export class LogLedger<Name extends string = string> {
  readonly #logs: ReadonlyMap<Name, KnownLog>;

  constructor(logs: ReadonlyMap<Name, KnownLog>) {
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
    const comparing = this.comparing(log, options);
    for (const line of arrived) comparing.add(line);
    return comparing.result();
  }

  comparing(log: Name, options: LogCompareOptions = {}): Comparing {
    const { lines, unstableMembers } = this.#sourceOf(log);
    return new Comparing(
      {
        expected: () => lines(options),
        unavailable: () => [],
        written: (line) => canonical(line, unstableMembers),
      },
      options.samples,
    );
  }

  #sourceOf(log: Name): KnownLog {
    const source = this.#logs.get(log);
    if (source === undefined) throw new RangeError(`There is no log called ${log}.`);
    return source;
  }
}
