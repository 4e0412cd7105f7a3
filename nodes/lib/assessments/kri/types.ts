/** Types of the key risk indicators. */
import type { EvidenceResult } from '../../contracts/evidence';
import type { JsonObject } from '../../contracts/json';
import type { Override } from '../../properties/node/assessments/kri';
import type { Definition, Direction, Slug, Thresholds } from '../../properties/values/kri-indicators';
import type { Range, ReadResult } from '../evidence/read-window';
import type { CheckedMembers, MemberRule } from './members/member-rule';
import type { HeldMail } from './members/release-join';

/** The counts of an indicator. */
export interface Counts {
  readonly numerator: number;
  /** null when the measure is not a share */
  readonly denominator: number | null;
  /** further counts, such as `taggedMalicious` */
  readonly details: Readonly<Record<string, number>>;
  /** a few of the counted records, the newest first: message ids, addresses or names */
  readonly sample: readonly string[];
  /** what the numerator is made of */
  readonly parts?: Readonly<Record<string, number>>;
  /** the window, if only the response can tell it; null when it does not */
  readonly window?: Range | null;
  /** entries of a list that could not be counted, and the number of all */
  readonly uncounted?: { readonly member: string; readonly times: number; readonly of: number };
}

/** How an indicator counts one record. */
export interface Classification {
  readonly counted: boolean;
  /** not part of the denominator either: reported in the details only */
  readonly excluded?: boolean;
  /** whether the record goes into the sample; by default the counted records do */
  readonly sampled?: boolean;
  readonly details?: readonly string[];
  /** undefined: the record is not checked */
  readonly members?: CheckedMembers;
  /** for the join with the release log */
  readonly held?: HeldMail;
}

export type LogName =
  | 'ttp.impersonation'
  | 'ttp.attachment'
  | 'ttp.attachment.all'
  | 'ttp.attachment.timeout'
  | 'ttp.attachment.error'
  | 'ttp.url'
  | 'ttp.url.all'
  | 'held.releases'
  | 'audit'
  | 'siem.internal'
  | 'siem.receipt';

export type StateName = 'held' | 'dmarc.statistics' | 'dmarc.domains' | 'lag';

/** A series of `GET /threats/v1/stats/` (wire.md 10.8). */
export interface Series {
  readonly series: string;
  /** `same`: the records of the denominator; `all`: these and others, so the count is never lower */
  readonly counts: 'same' | 'all';
}

/** A log, and how its records are counted. */
export interface LogClassifier {
  readonly log: LogName;
  readonly classify: (record: JsonObject) => Classification;
}

/** Events of a window, counted by the hour. */
export interface EventMeasure extends LogClassifier {
  readonly kind: 'events';
  /** what is counted, as readable text; a change makes the stored hourly counts useless */
  readonly counted: string;
  readonly idOf: (record: JsonObject) => string;
  /** other logs with further counts for the details */
  readonly secondaryCounts?: readonly LogClassifier[];
  /** the log is ordered by time, so a read that stopped early has complete hours */
  readonly chronological?: boolean;
  readonly stats?: Series;
  /** name of the required package; without it zero records prove nothing */
  readonly license?: RegExp;
  /** name of the source in a warning, when it is used as a fallback */
  readonly sourceName?: string;
  /** what each record must have */
  readonly members: readonly MemberRule[];
  /** mail that was held and then released is counted too */
  readonly laterReleases?: { readonly log: LogName; readonly members: readonly MemberRule[] };
}

/** A snapshot, measured as a whole. */
export interface StateMeasure {
  readonly kind: 'state';
  readonly state: StateName;
  readonly counted: string;
  /** what each row must have */
  readonly members?: readonly MemberRule[];
  /** @returns undefined when the records have an unknown form */
  readonly measure: (records: readonly JsonObject[], range: Range) => Counts | undefined;
  /** the warning in that case */
  readonly unclearMessage?: string;
  /** used when the snapshot is not available, but not after a failed request */
  readonly fallback?: EventMeasure;
}

export type Measure = EventMeasure | StateMeasure;

/** The query of a value, so that a reader can repeat it. */
export interface Query {
  readonly endpoint: string;
  readonly filter: JsonObject;
  readonly counted: string;
  /** the log whose records were compared with these */
  readonly joinedWith?: { readonly endpoint: string; readonly filter: JsonObject };
}

/** A count of the same records from another source. */
export interface CrossCheck {
  readonly source: string;
  readonly told: number;
  readonly counted: number;
}

/** What the measures need to know about a read log. */
export type LogReadResult = Partial<
  Pick<ReadResult, 'serverTotal' | 'resultCount' | 'received' | 'truncated' | 'unplaced'>
>;

export interface SnapshotReadResult {
  readonly records: readonly JsonObject[];
  /** number of records that the API reports, if it reports one */
  readonly serverTotal?: number | undefined;
}

/** The data source of a run, as an interface. All methods have a deadline, and reject only when the run is cancelled. */
export interface KriDataSource {
  describe(what: LogName | StateName, override: Override | undefined): Pick<Query, 'endpoint' | 'filter'>;
  /** epoch ms of the oldest available records of a log; 0: no known limit */
  oldestAvailable(log: LogName, override: Override | undefined): number;
  readLog(
    log: LogName,
    range: Range,
    override: Override | undefined,
    onRecord: (record: JsonObject, time: number) => void,
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
  /**
   * Whether anything that the application reads has a record. An application without permissions can get answers that
   * are empty, so zero records alone prove nothing. Undefined: the source cannot tell.
   */
  findAnyRecord?(): Promise<AnyRecord>;
}

/** `unknown`: a request failed. */
export type AnyRecord = 'found' | 'none' | 'unknown';

export type State = 'ok' | 'partial' | 'not_licensed' | 'no_permission' | 'error' | 'removed';
export type Rag = 'green' | 'amber' | 'red' | 'unknown';

/** `msg.payload`. Times are ISO 8601. */
export interface KriRecord {
  readonly slug: Slug;
  readonly title: string;
  readonly value: number | null;
  readonly unit: string;
  readonly direction: Direction;
  readonly measured: boolean;
  readonly state: State;
  readonly rag: Rag;
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** null: Mimecast does not report the time that its numbers cover */
  readonly window: { readonly start: string | null; readonly end: string | null };
  readonly asOf: string;
  /** counted share of the window, 0 to 1 */
  readonly coverage: number;
  /** how it is counted; null for records that an override selects, and for removed indicators */
  readonly definition: Definition | null;
  readonly thresholds: Thresholds;
  /** the last measured value, and the difference to it; null when that value has another query */
  readonly previous: number | null;
  readonly delta: number | null;
  readonly details: Readonly<Record<string, number>>;
  /** what the numerator is made of; empty when it is one number */
  readonly parts: Readonly<Record<string, number>>;
  /** records without a readable member, by member */
  readonly lacking: Readonly<Record<string, number>>;
  readonly sample: readonly string[];
  readonly query: Query | null;
  readonly crossChecks: readonly CrossCheck[];
  /** why it is not measured, or a limitation of the value */
  readonly warning: string | null;
  readonly runId: string;
}
