/** The data source of a run, as an interface: the implementation makes the API calls. */
import type { MimecastError } from '../../contracts/errors';
import type { Override } from '../../properties/node/kri';
import type { Answer } from '../../contracts/evidence';
import type { LogName, Query, Range, StateName, Value } from './types';

export interface LogReading {
  /** number of records that the API reports, if it reports one */
  readonly told?: number | undefined;
  /** number of records received, in the range or not; comparable with `serverTotal` */
  readonly came?: number | undefined;
  /** set when records newer than `until` (epoch ms) could not be read, and all older ones could */
  readonly short?: Short | undefined;
}

export interface Short {
  readonly until: number;
  readonly error: MimecastError;
}

export interface StateReading {
  readonly records: readonly Value[];
  /** number of records that the API reports, if it reports one */
  readonly told?: number | undefined;
}

/** All methods have a deadline, and reject only when the run is cancelled. */
export interface Readers {
  describe(what: LogName | StateName, override: Override | undefined): Pick<Query, 'endpoint' | 'filter'>;
  /** epoch ms of the oldest available records of a log; 0: no known limit */
  reach(log: LogName, override: Override | undefined): number;
  log(
    log: LogName,
    range: Range,
    override: Override | undefined,
    take: (record: Value, time: number) => void,
  ): Promise<Answer<LogReading>>;
  state(state: StateName, range: Range, override: Override | undefined): Promise<Answer<StateReading>>;
  /** undefined when it cannot be read */
  stats(series: string, range: Range): Promise<number | undefined>;
  /** names of the account's packages */
  packages(): Promise<Answer<readonly string[]>>;
}
