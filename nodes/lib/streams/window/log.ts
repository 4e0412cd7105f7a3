import type { Value } from '../paged/canonical';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What one log adds to the way in which all logs with a time range are read. Times are ms. */
export interface WindowLog {
  /** 'audit', 'ttp.url' …; permissions.ts knows it */
  readonly key: string;
  readonly log: string;
  readonly type: string;
  readonly path: string;
  /** names of the range in the request */
  readonly start: string;
  readonly end: string;
  /** member of the one object in `data` that holds the records; undefined: they are `data` */
  readonly wrapper?: string;
  /** sent beside the range, the same on every page: switches and filters */
  readonly body: Value;
  /** the filters as a word of the fingerprint: another selection is another position */
  readonly selection: string;
  /** for a selection that the API does not offer as a filter */
  readonly wanted?: (value: Value) => boolean;
  /** the API is asked for ascending order, and offers it */
  readonly oldestFirst: boolean;
  /** member with the time of a record; it may be missing in one */
  readonly time: string;
  /** member that identifies a record, in every read the same; undefined: its content does */
  readonly id?: string;
  /** members that the next read may give differently for the same record */
  readonly reissued: readonly string[];
  /** how far back the API goes */
  readonly retentionMs: number;
  /** how far back to ask where the API refuses that */
  readonly clampMs: number;
  /** what was read is read again so far back, for records that appeared late */
  readonly overlapMs: number;
  /** the newest so much is left for the next poll */
  readonly lagMs: number;
  readonly pageSize: number;
  readonly marks?: (value: Value) => Readonly<Record<string, string>>;
}

/**
 * wire.md 18 (overlap, lag), 3.3 (page size) and 10 (nobody published how far most logs go back: sixty
 * days are tried, thirty where those are refused). A log says what differs.
 */
export const WINDOW_DEFAULTS = {
  retentionMs: 60 * DAY,
  clampMs: 30 * DAY,
  overlapMs: 10 * MINUTE,
  lagMs: MINUTE,
  pageSize: 100,
  oldestFirst: false,
  reissued: [],
  selection: '',
} as const;

/** The largest page that anybody uses, for logs that can be long (wire.md 3.3). */
export const LARGE_PAGE = 500;
