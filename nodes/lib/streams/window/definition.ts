import type { JsonObject } from '../../contracts/json';
import { DAY_MS, MINUTE_MS } from '../../util/time';
import type { LogDefinition } from '../rest/log-definition';

/** Definition of one log that is read by time range: what differs from the other ones. Durations are ms. */
export interface WindowLogDefinition extends LogDefinition {
  readonly path: string;
  /** names of the range members in the request */
  readonly start: string;
  readonly end: string;
  /** member of the one object in `data` that holds the records; undefined: `data` holds the records */
  readonly wrapper?: string;
  /** sent with the range, the same on every page: switches and filters */
  readonly body: JsonObject;
  /** the filters as a part of the fingerprint: another selection has another position */
  readonly selection: string;
  /** local filter, for selections that the API can't filter by */
  readonly matches?: (value: JsonObject) => boolean;
  /** the API supports ascending order and is asked for it */
  readonly oldestFirst: boolean;
  /** member with the time of a record; a record may lack it */
  readonly time: string;
  /** member with a stable id; undefined: a record is identified by its content */
  readonly id?: string;
  /** members whose values may differ between two reads of the same record */
  readonly volatile: readonly string[];
  /** how far back the API keeps records */
  readonly retentionMs: number;
  /** shorter look-back, used when the API rejects `retentionMs` */
  readonly clampMs: number;
  /** a slice of new records starts this much before the watermark, for records that appear late */
  readonly overlapMs: number;
  /** records newer than this are left for the next poll */
  readonly lagMs: number;
  readonly pageSize: number;
  readonly marks?: (value: JsonObject) => Readonly<Record<string, string>>;
}

/**
 * Sources: wire.md 18 (overlap, lag) and 3.3 (page size). The retention of most logs is not published (wire.md 10): 60
 * days are tried first, 30 days when the API rejects those. A definition overrides what differs.
 */
export const WINDOW_DEFAULTS = {
  retentionMs: 60 * DAY_MS,
  clampMs: 30 * DAY_MS,
  overlapMs: 10 * MINUTE_MS,
  lagMs: MINUTE_MS,
  pageSize: 100,
  oldestFirst: false,
  volatile: [],
  selection: '',
} as const;

/** Largest page size in known use; for logs with many records (wire.md 3.3). */
export const LARGE_PAGE_SIZE = 500;
