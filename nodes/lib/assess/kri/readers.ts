/** What a run looks at the tenant with; survey/ has it. */
import type { MimecastError } from '../../api/errors';
import type { Override } from '../../properties/kri';
import type { Answer } from '../../survey/answer';
import type { LogName, Query, Range, StateName, Value } from './types';

export interface LogReading {
  /** what the API says that there are, where it does */
  readonly told?: number | undefined;
  /** what the API has sent, whether or not it is of the range and wanted; comparable with `told` */
  readonly came?: number | undefined;
  /** what is newer than `until` (epoch ms) could not be read, though the rest was */
  readonly short?: Short | undefined;
}

export interface Short {
  readonly until: number;
  readonly error: MimecastError;
}

export interface StateReading {
  readonly records: readonly Value[];
  /** as above */
  readonly told?: number | undefined;
}

/** All are bounded, and reject only when the run is over. */
export interface Readers {
  describe(what: LogName | StateName, override: Override | undefined): Pick<Query, 'endpoint' | 'filter'>;
  /** epoch ms: how far back a log goes, as far as that is known; 0: as far as is asked */
  reach(log: LogName, override: Override | undefined): number;
  log(
    log: LogName,
    range: Range,
    override: Override | undefined,
    take: (record: Value, time: number) => void,
  ): Promise<Answer<LogReading>>;
  state(state: StateName, range: Range, override: Override | undefined): Promise<Answer<StateReading>>;
  /** undefined: it can't be had */
  stats(series: string, range: Range): Promise<number | undefined>;
  /** names of the account's packages */
  packages(): Promise<Answer<readonly string[]>>;
}
