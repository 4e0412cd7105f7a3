import { DAY, parseApiDate } from '../../common/dates';
import { isJsonObject, type JsonObject } from '../../common/json';
import type { Envelope, FieldError } from '../../http/envelope';
import { type RecordPredicate, searchField } from './filters';
import type { WindowLog } from './logs';

export interface WindowQuery {
  /** epoch ms, both included */
  readonly from: number;
  readonly to: number;
  readonly oldestFirst: boolean;
  readonly admin: boolean;
  readonly predicates: readonly RecordPredicate[];
  readonly pageSize: number;
  /** what page tokens are bound to: it must be the same on every page (wire.md 3.2) */
  readonly binding: string;
}

export interface RejectedRequest {
  readonly ok: false;
  readonly error: FieldError;
  /** `key` of the failure: a part of the request (wire.md 3.4) */
  readonly key: JsonObject;
  /** HTTP status (default: 200) */
  readonly status?: number;
}

export type CheckedRequest = { readonly ok: true; readonly query: WindowQuery } | RejectedRequest;

/** Default and maximum number of records on a page (wire.md 3.3). */
const DEFAULT_SIZE = 25;
const MAX_SIZE = 500;

const rejected = (
  field: string,
  code: string,
  message: string,
  key: JsonObject = {},
  status?: number,
): RejectedRequest => ({
  ok: false,
  error: { field, code, message },
  key,
  ...(status === undefined ? {} : { status }),
});

/** @returns undefined: the page size is not valid */
export function pageSizeOf(asked: unknown, cap: number): number | undefined {
  if (asked === undefined) return Math.min(DEFAULT_SIZE, cap);
  if (typeof asked !== 'number' || !Number.isInteger(asked) || asked < 1) return undefined;
  return Math.min(asked, MAX_SIZE, cap);
}

/** Checks the request of a window log. The first check that fails decides. */
export function checkWindow(
  log: WindowLog,
  envelope: Envelope | undefined,
  now: number,
  cap: number,
): CheckedRequest {
  if (envelope?.data === undefined) return rejected('data', 'err_validation_null', 'Cannot be null');
  const [data] = envelope.data;
  if (data === undefined || envelope.data.length !== 1) {
    return rejected('data', 'err_validation_size', 'Exactly one item is required');
  }
  const pageSize = pageSizeOf(envelope.pageSize, cap);
  if (pageSize === undefined)
    return rejected('pageSize', 'err_validation_range', 'Must be a positive number');

  const range = checkRange(log, data, now);
  if ('ok' in range) return range;
  const keep: RecordPredicate[] = [];
  for (const [name, filter] of Object.entries(log.filters)) {
    if (data[name] === undefined) continue;
    const predicate = filter(data[name]);
    if (predicate === undefined) return rejected(name, 'err_validation_invalid_value', 'Invalid value', data);
    keep.push(predicate);
  }
  const searched = log.searchFields === undefined ? undefined : searchField(data, log.searchFields);
  if (searched === 'invalid') return rejected('query', 'err_validation_blank', 'Cannot be blank', data);
  if (searched !== undefined) keep.push(searched);

  const binding = JSON.stringify([log.path, data, pageSize]);
  const oldestFirst = log.sortable === true && data['oldestFirst'] === true;
  return {
    ok: true,
    query: { ...range, oldestFirst, admin: data['admin'] === true, predicates: keep, pageSize, binding },
  };
}

type Range = { readonly from: number; readonly to: number };

function checkRange(log: WindowLog, data: JsonObject, now: number): Range | RejectedRequest {
  const day = now - (now % DAY);
  const defaults = { [log.start]: log.defaultStart === 'today' ? day : now - 30 * DAY, [log.end]: now };
  const times: number[] = [];
  for (const name of [log.start, log.end]) {
    const value = data[name];
    if (value === undefined || value === null) {
      if (log.datesRequired)
        return rejected(name, 'err_validation_null', 'Cannot be null', rangeOf(log, data));
      times.push(defaults[name] ?? now);
      continue;
    }
    const time = typeof value === 'string' ? parseApiDate(value) : undefined;
    if (time === undefined) {
      return rejected(name, 'err_validation_invalid_date', 'Invalid date format', rangeOf(log, data));
    }
    times.push(time);
  }
  const [from = now, to = now] = times;
  if (from > to) {
    return rejected(log.start, 'err_validation_date_range', 'Must not be after the end', rangeOf(log, data));
  }
  if (from < now - log.retentionMs) return tooOld(log, data);
  return { from, to };
}

export function tooOld(log: WindowLog, data: JsonObject): RejectedRequest {
  const message = 'The start date is older than the data that is kept';
  return rejected(log.start, 'err_validation_date_range', message, rangeOf(log, data), 400);
}

/** The range of the request, which is the `key` of a failure. */
function rangeOf(log: WindowLog, data: JsonObject): JsonObject {
  return { [log.start]: data[log.start] ?? null, [log.end]: data[log.end] ?? null };
}

export function firstItem(envelope: Envelope | undefined): JsonObject {
  const item = envelope?.data?.[0];
  return isJsonObject(item) ? item : {};
}
