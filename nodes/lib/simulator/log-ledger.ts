import { canonical } from './canonical';
import { Comparing, type Comparison } from './comparing';

export interface LogRange {
  /** Epoch ms: events at or after it. */
  readonly from?: number;
  /** Epoch ms: events before it. */
  readonly to?: number;
  /** Epoch ms: records that could be seen by then; for a snapshot: the state at that time. Now, where not given. */
  readonly visibleBy?: number;
}

export interface LogCompareOptions extends LogRange {
  /** Lost and invented records shown at most; 5 where not given. */
  readonly samples?: number;
}

/** One log, as the ledger sees it. */
export interface KnownLog {
  /** Every record in the range, as its JSON. */
  readonly lines: (range: LogRange) => Iterable<string>;
  /** Members that differ between two reads of the same record: they are no part of what it says. */
  readonly unstable: readonly string[];
}

/** Knows exactly which records exist in every log but the batch feeds, which have files. */
export class LogLedger<Name extends string = string> {
  readonly #logs: ReadonlyMap<Name, KnownLog>;

  constructor(logs: ReadonlyMap<Name, KnownLog>) {
    this.#logs = logs;
  }

  get names(): readonly Name[] {
    return [...this.#logs.keys()];
  }

  lines(log: Name, range: LogRange = {}): Iterable<string> {
    return this.#known(log).lines(range);
  }

  count(log: Name, range: LogRange = {}): number {
    let count = 0;
    for (const _ of this.lines(log, range)) count++;
    return count;
  }

  /** @param arrived records as JSON, in whatever way it is written */
  compare(log: Name, arrived: Iterable<string>, options: LogCompareOptions = {}): Comparison {
    const comparing = this.comparing(log, options);
    for (const line of arrived) comparing.add(line);
    return comparing.result();
  }

  comparing(log: Name, options: LogCompareOptions = {}): Comparing {
    const { lines, unstable } = this.#known(log);
    return new Comparing(
      {
        expected: () => lines(options),
        unavailable: () => [],
        written: (line) => canonical(line, unstable),
      },
      options.samples,
    );
  }

  #known(log: Name): KnownLog {
    const known = this.#logs.get(log);
    if (known === undefined) throw new RangeError(`There is no log called ${log}.`);
    return known;
  }
}
