/**
 * What the overview page reads from the admin endpoints. Plain JSON without secrets, records and subjects.
 *
 * Times are ISO 8601 in UTC unless a comment says otherwise, durations ms (`…Ms`), days `YYYY-MM-DD` in UTC. The run time
 * sends codes and facts; the words are in the texts of the editor. Names and reasons (`name`, `reason`, `code`) come from
 * users and from other systems: at most MAX_NAME_LENGTH and MAX_REASON_LENGTH characters on one line, and hostile text
 * for a page: show them with `textContent`.
 *
 * | request | response |
 * | --- | --- |
 * | `GET mimecast/overview/data` | `OverviewModel` with all four parts |
 * | `GET mimecast/overview/data?part=collection` (`risk`, `posture`, `api`) | `OverviewModel` with that part only |
 * | `GET mimecast/overview/data?part=posture&at=2026-11-01` | the part `posture` as it was at the end of that day |
 * | `GET mimecast/overview/data?part=calendar&row=<id of a row>` | `RowCalendar` |
 * | `GET mimecast/overview/data?part=indicator&tile=<id of a tile>` | `IndicatorHistory` |
 * | `GET mimecast/overview/evidence/<node>/<check>` | `FindingDetail` |
 * | `GET mimecast/overview/events` | server-sent events: `hello` (`OverviewHello`), `change` (`OverviewChange`) |
 *
 * Errors have a status from 400 on and the body `{ text }`.
 */
import type { HourLine } from './hour-line';

export const OVERVIEW_VERSION = 1;
/** characters */
export const MAX_NAME_LENGTH = 120;
export const MAX_REASON_LENGTH = 300;
/** days that `CollectionRow.days` and `RiskTile.days` have; today is the last one */
export const ROW_DAYS = 35;
export const TILE_DAYS = 30;
/** days that are kept; hours are kept for KEPT_HOURS */
export const KEPT_DAYS = 400;
export const KEPT_HOURS = 30 * 24;

export type OverviewPart = 'collection' | 'risk' | 'posture' | 'api';

export interface OverviewModel {
  readonly version: typeof OVERVIEW_VERSION;
  /** when it was built */
  readonly at: string;
  /** in every response, sorted by name */
  readonly accounts: readonly OverviewAccount[];
  readonly collection?: CollectionPart;
  readonly risk?: RiskPart;
  readonly posture?: PosturePart;
  readonly api?: ApiPart;
}

export interface OverviewAccount {
  /** id of the account node; the other parts refer to it */
  readonly id: string;
  /** of the account node, else its region */
  readonly name: string;
  /** Mimecast's account code; null: not known yet, or the application may not read it */
  readonly code: string | null;
  /** the region `demo`, a simulated tenant */
  readonly demo: boolean;
  /** The account works in another replica of the cluster. null: alone, or here. Its numbers are then the saved ones. */
  readonly replica: string | null;
}

/** Colour and order. `off`: nothing to judge (paused, standby, never measured). Sorted `bad`, `warn`, `ok`, `off`. */
export type Level = 'bad' | 'warn' | 'ok' | 'off';

// --- Collection ---

export interface CollectionPart {
  /** begin of the first hour of every `CollectionRow.hours` and `ApiRow.hours` */
  readonly hoursFrom: string;
  /** first day of every `CollectionRow.days` */
  readonly daysFrom: string;
  /** what fails first: by level, then by how far it lags behind */
  readonly rows: readonly CollectionRow[];
  /** rows that are not listed, because there are more than the response may have */
  readonly omitted: number;
}

/** One type of records of one source node. A node that can't run has one row with an empty `stream` and `type`. */
export interface CollectionRow {
  /** unique and stable: `<node> <stream>` */
  readonly id: string;
  readonly account: string;
  /** run-time id of the node */
  readonly node: string;
  /** id of the node in the editor: in a subflow that of the template, which all instances share */
  readonly link: string;
  /** of the node; may be empty */
  readonly name: string;
  /** node type: `mimecast-siem` … */
  readonly source: string;
  /** `siem.batch.receipt`, `ttp.url` … */
  readonly stream: string;
  /** Mimecast's name of the type, or the key of the dialog: `receipt`, `url` … */
  readonly type: string;
  readonly level: Level;
  readonly state: CollectionState;
  readonly facts: StateFacts;
  readonly advice: Advice;
  /** how far the position lags behind; null: nothing was read yet */
  readonly lagMs: number | null;
  /** end of the last poll, whether it succeeded or not; null: none yet */
  readonly polledAt: string | null;
  /** polling interval; 0: polls on messages only */
  readonly everyMs: number;
  /** records per hour, 168 hours, the current one last */
  readonly hours: HourLine;
  /** one letter per day, ROW_DAYS letters, today last: see DAY_PROOFS */
  readonly days: string;
  /** of the last 7 days: gaps, lines that were no records, batches that the receiver rejected */
  readonly gaps: number;
  readonly quarantined: number;
  readonly rejected: number;
  /** batches that wait for an acknowledgement now */
  readonly waiting: number;
}

/**
 * | state | level | facts |
 * | --- | --- | --- |
 * | `failed` | bad | `code`, `reason`, `retryAt` |
 * | `misconfigured`: the node can't run as configured | bad | `code`, `reason` |
 * | `stuck`: batches are not acknowledged | bad | `since`, `attempts`, `reason` |
 * | `rejected`: the receiver rejects batches | bad | `since`, `reason` |
 * | `unanswered`: no acknowledgement has arrived at all | bad | `since` |
 * | `stale`: the last poll is older than three intervals | bad | `since` |
 * | `retrying`: the call fails now and is repeated | warn | `code`, `reason`, `retryAt` |
 * | `throttled`: waits for quota | warn | `retryAt`, `fittingIntervalMs` |
 * | `behind`: lags more than an hour | warn | `doneAt` |
 * | `quiet`: no records of any type for a day | warn | `since` |
 * | `polling` | ok | `records` |
 * | `current`: the last poll succeeded | ok | `records` |
 * | `resting`: polled before the restart; the next poll is not due yet | ok | `nextAt` |
 * | `starting` | off | – |
 * | `paused` | off | – |
 * | `standby`: another replica reads it | off | `holder`, `reason` |
 *
 * With gaps or quarantined lines in the last 7 days, a level `ok` becomes `warn`, and the advice tells what can be done.
 */
export type CollectionState =
  | 'failed'
  | 'misconfigured'
  | 'stuck'
  | 'rejected'
  | 'unanswered'
  | 'stale'
  | 'retrying'
  | 'throttled'
  | 'behind'
  | 'quiet'
  | 'polling'
  | 'current'
  | 'resting'
  | 'starting'
  | 'paused'
  | 'standby';

/** What the words of a state need. Missing members are not known. */
export interface StateFacts {
  /** error code: `MIMECAST_AUTH` …; its words are in the error catalogue */
  readonly code?: string;
  /** English: of Mimecast, the receiver, or this package */
  readonly reason?: string;
  readonly since?: string;
  readonly retryAt?: string;
  readonly nextAt?: string;
  readonly doneAt?: string;
  readonly attempts?: number;
  /** of the current or the last poll of the node, all types */
  readonly records?: number;
  /** the polling interval that fits the quota */
  readonly fittingIntervalMs?: number;
  /** replica that holds the lease */
  readonly holder?: string;
  /** missing permission and product of the application */
  readonly permission?: string;
  readonly product?: string;
}

/** What to do. `none`: nothing. `wait`: it ends by itself. */
export type Advice =
  | 'none'
  | 'wait'
  | 'fix_node'
  | 'check_credentials'
  | 'grant_permission'
  | 'check_licence'
  | 'check_network'
  | 'check_request'
  | 'check_receiver'
  | 'connect_ack'
  | 'longer_interval'
  | 'resume'
  | 'enable_logging'
  | 'read_gap_again'
  | 'look_at_quarantine'
  | 'restart';

/**
 * Letters of `CollectionRow.days`. `proved`: the whole day was read without a gap, and what was read was delivered.
 * `gap`: a gap lies in it. `partial`: parts of it were not read (yet). `open`: today. `unknown`: nothing is recorded.
 */
export const DAY_PROOFS = { P: 'proved', G: 'gap', A: 'partial', O: 'open', '.': 'unknown' } as const;
export type DayProof = (typeof DAY_PROOFS)[keyof typeof DAY_PROOFS];

/** `?part=calendar`: the ledger of a row, KEPT_DAYS days at most. */
export interface RowCalendar {
  readonly row: string;
  /** who was asked: the account code, the stream and the node whose polls prove the days */
  readonly asked: {
    readonly account: string;
    readonly code: string | null;
    readonly stream: string;
    readonly node: string;
    readonly name: string;
  };
  /** the oldest first; days without any record are left out */
  readonly days: readonly CalendarDay[];
  /** the newest first, at most 50 */
  readonly gaps: readonly CalendarGap[];
}

export interface CalendarDay {
  readonly day: string;
  readonly proof: DayProof;
  /** collected on that day */
  readonly records: number;
  readonly duplicates: number;
  readonly quarantined: number;
  readonly rejected: number;
  readonly gaps: number;
  /** polls that ended on that day, and those of them that failed */
  readonly polls: number;
  readonly failed: number;
}

export interface CalendarGap {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  /** it can still be read from the API */
  readonly recoverable: boolean;
  /** when it was noticed */
  readonly at: string;
}

// --- Risk ---

export interface RiskPart {
  /** first day of every `RiskTile.days` */
  readonly daysFrom: string;
  /** by id */
  readonly indicators: Readonly<Record<string, IndicatorInfo>>;
  /** the worst first: red, amber, not measurable, green */
  readonly tiles: readonly RiskTile[];
  readonly omitted: number;
}

export interface IndicatorInfo {
  /** English */
  readonly title: string;
  /** events, clicks, messages, hours, changes, percent, minutes */
  readonly unit: string;
  readonly direction: 'higher-is-worse' | 'lower-is-worse';
  /** 0: the state at the time of the run */
  readonly windowHours: number;
}

export type RiskState =
  | 'ok'
  | 'partial'
  | 'not_licensed'
  | 'no_permission'
  | 'error'
  /** selected, and not measured yet */
  | 'never';

export interface RiskTile {
  /** unique and stable: `<node> <indicator>` */
  readonly id: string;
  readonly account: string;
  readonly node: string;
  readonly link: string;
  readonly name: string;
  readonly indicator: string;
  readonly level: Level;
  readonly rag: 'green' | 'amber' | 'red' | 'unknown';
  readonly state: RiskState;
  /** null: not measured. Not licensed is null, never 0. */
  readonly value: number | null;
  /** amber and red limit: reached at or above them when higher is worse, below them when lower is worse */
  readonly amber: number;
  readonly red: number;
  /** counted share of the window, 0 to 1 */
  readonly coverage: number;
  /** the measured value before, and the difference to it; null when they can't be compared */
  readonly previous: number | null;
  readonly delta: number | null;
  /** when the colour became what it is; null: since the begin of the history */
  readonly ragSince: string | null;
  /** end of the measured window; null: never measured */
  readonly asOf: string | null;
  /** why it is not measured, or a limitation of the value; English */
  readonly reason: string | null;
  /** last measured value of each day, TILE_DAYS entries, today last */
  readonly days: readonly (number | null)[];
}

/** `?part=indicator` */
export interface IndicatorHistory {
  readonly tile: string;
  /** begin of the hour, and the last measured value in it; the oldest first, KEPT_HOURS at most */
  readonly hours: readonly (readonly [at: string, value: number])[];
  /** the same by day, KEPT_DAYS at most */
  readonly days: readonly (readonly [day: string, value: number])[];
}

// --- Posture ---

export type FindingStatus =
  | 'pass'
  | 'fail'
  | 'not_configured'
  | 'disabled'
  | 'scope_gap'
  | 'not_licensed'
  | 'no_permission'
  | 'not_readable'
  | 'error'
  /** `?at=`: the check had no result yet */
  | 'unknown';

export interface PosturePart {
  /** the day that was asked for; null: now */
  readonly at: string | null;
  /** the first day with a result, for the choice of dates; null: there is none */
  readonly since: string | null;
  /** by id; findings refer to it */
  readonly checks: Readonly<Record<string, CheckInfo>>;
  /** one for each policy-check node */
  readonly accounts: readonly AccountPosture[];
  readonly omitted: number;
}

export interface CheckInfo {
  /** English */
  readonly title: string;
  readonly protects: string;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly remediation: string;
  /** by framework: `CIS v8`, `ISO 27001:2022`, `NIST 800-53` */
  readonly controls: Readonly<Record<string, readonly string[]>>;
}

export interface AccountPosture {
  readonly account: string;
  readonly node: string;
  readonly link: string;
  readonly name: string;
  /** start of the last complete run; null: none yet */
  readonly runAt: string | null;
  /** percentage of passed checks among those that could be assessed; null: none could */
  readonly score: number | null;
  readonly findings: readonly FindingRow[];
}

export interface FindingRow {
  readonly check: string;
  readonly level: Level;
  readonly status: FindingStatus;
  /** day since which it has this status; null: since the begin of the history, or not known (an error) */
  readonly since: string | null;
  /** the last change of the configuration; null: none is known. With `?at=`: always null */
  readonly drift: DriftRow | null;
}

export interface DriftRow {
  /** the change lies between these two reads */
  readonly from: string;
  readonly to: string;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** administrators whose audit events may explain it, at most 3; empty: not known */
  readonly by: readonly string[];
}

/** `GET mimecast/overview/evidence/<node>/<check>` */
export interface FindingDetail {
  readonly account: string;
  readonly node: string;
  readonly check: string;
  readonly status: FindingStatus;
  /** English */
  readonly summary: string;
  /** start of the run */
  readonly runAt: string;
  /** at most 10 */
  readonly evidence: readonly EvidenceDetail[];
  readonly drift: DriftDetail | null;
  /** changes of the status, the newest first, at most 50 */
  readonly changes: readonly { readonly day: string; readonly status: FindingStatus }[];
}

export interface EvidenceDetail {
  /** `direct`, `unpublished`, `snapshot`, `attested`, `inferred`: strength of the evidence */
  readonly tier: string;
  readonly endpoint: string;
  readonly httpStatus: number | null;
  readonly collectedAt: string;
  /** of the compared content; null: nothing was read */
  readonly sha256: string | null;
  /** at most 1,000 characters of the configuration, without personal data */
  readonly excerpt: string;
}

export interface DriftDetail extends DriftRow {
  /** names of the changed items, at most 20 */
  readonly items: readonly { readonly name: string; readonly change: 'added' | 'removed' | 'changed' }[];
  /** audit events that may explain it, at most 10; null: the audit log could not be read */
  readonly events: readonly { readonly at: string; readonly user: string; readonly what: string }[] | null;
}

// --- API ---

export interface ApiPart {
  /** begin of the first hour of every `ApiRow.hours` */
  readonly hoursFrom: string;
  readonly rows: readonly ApiRow[];
  readonly omitted: number;
}

export interface ApiRow {
  readonly account: string;
  readonly level: Level;
  /** in a fixed order; of the application: accounts with the same client id share them. Empty: no call was made yet */
  readonly quota: readonly QuotaRow[];
  /** calls per hour, 168 hours, the current one last */
  readonly hours: HourLine;
  /** calls of the last complete hour */
  readonly callsLastHour: number;
  /** times that a call had to wait for quota: within the last hour, and within 7 days */
  readonly throttledLastHour: number;
  readonly throttled: number;
  /** of the latest responses (30 at most); null: none */
  readonly latency: {
    readonly medianMs: number;
    readonly maxMs: number;
    readonly responses: number;
  } | null;
  /** null: none, or the account uses API 1.0 */
  readonly token: { readonly issuedAt: string; readonly renewAt: string } | null;
  /** the last failed call; null: none */
  readonly lastError: { readonly at: string; readonly code: string; readonly reason: string } | null;
}

export interface QuotaRow {
  readonly group: 'token' | 'siem-batch' | 'siem-stream' | 'api';
  /** calls per window */
  readonly limit: number;
  readonly windowMs: number;
  readonly remaining: number;
  /** null: no window has started */
  readonly resetAt: string | null;
  /** Mimecast has reported an exhausted quota */
  readonly blocked: boolean;
}

// --- Server-sent events ---

/** The first event of a connection. */
export interface OverviewHello {
  readonly version: typeof OVERVIEW_VERSION;
  readonly at: string;
  /** A comment line is sent at least this often. A page that hears nothing for three times as long connects again. */
  readonly heartbeatMs: number;
}

/** What has changed since the last event: whole rows, to be replaced by id. Members that did not change are missing. */
export interface OverviewChange {
  readonly at: string;
  /** too much has changed, or flows were deployed: read the model again. Nothing else is set then. */
  readonly reload?: true;
  /** by `id`; positions in a sorted list may change */
  readonly rows?: readonly CollectionRow[];
  readonly tiles?: readonly RiskTile[];
  /** by `node` */
  readonly postures?: readonly AccountPosture[];
  /** by `account` */
  readonly api?: readonly ApiRow[];
}

// --- Health ---

/** `GET mimecast/health`: for probes. Without names and records. */
export interface Health {
  /** `stale`: a source has neither completed a poll nor sent a page for three of its intervals, or can't run */
  readonly status: 'fresh' | 'stale';
  readonly at: string;
  readonly counts: { readonly fresh: number; readonly stale: number; readonly off: number };
  readonly sources: readonly SourceHealth[];
}

export interface SourceHealth {
  /** run-time id of the node */
  readonly node: string;
  /** `off`: paused, standby, or polls on messages only */
  readonly status: 'fresh' | 'stale' | 'off';
  /** since the last complete poll, or since the start if there was none */
  readonly ageMs: number;
  readonly everyMs: number;
}
