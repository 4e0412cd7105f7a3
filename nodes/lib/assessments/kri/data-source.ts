/** The data source of a run, as an interface: the implementation makes the API calls. */

import type { MimecastError } from '../../contracts/errors';
import type { EvidenceResult } from '../../contracts/evidence';
import type { JsonObject } from '../../contracts/json';
import type { Override } from '../../properties/node/kri';
import type { LogName, Query, Range, StateName } from './types';

export interface LogReadResult {
  /** number of records that the API reports, if it reports one */
  readonly serverTotal?: number | undefined;
  /** number of records received, in the range or not; comparable with `serverTotal` */
  readonly received?: number | undefined;
  /** set when records newer than `until` (epoch ms) could not be read, and all older ones could */
  readonly truncated?: Truncation | undefined;
}

export interface Truncation {
  readonly until: number;
  readonly error: MimecastError;
}

export interface SnapshotReadResult {
  readonly records: readonly JsonObject[];
  /** number of records that the API reports, if it reports one */
  readonly serverTotal?: number | undefined;
}

/** All methods have a deadline, and reject only when the run is cancelled. */
export interface KriDataSource {
  describe(what: LogName | StateName, override: Override | undefined): Pick<Query, 'endpoint' | 'filter'>;
  /** epoch ms of the oldest available records of a log; 0: no known limit */
  oldestAvailable(log: LogName, override: Override | undefined): number;
  readLog(
    log: LogName,
    range: Range,
    override: Override | undefined,
    take: (record: JsonObject, time: number) => void,
  ): Promise<EvidenceResult<LogReadResult>>;
  readSnapshot(
    state: StateName,
    range: Range,
    override: Override | undefined,
  ): Promise<EvidenceResult<SnapshotReadResult>>;
  /** undefined when it cannot be read */
  readStats(series: string, range: Range): Promise<number | undefined>;
  /** names of the account's packages */
  readPackages(): Promise<EvidenceResult<readonly string[]>>;
}
