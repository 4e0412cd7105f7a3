import { parseApiDate } from '../dates';
import { type Envelope, type Fields, type Flaw, isFields } from '../envelope';
import { DAY } from '../options';
import { type Keep, searchField } from './filters';
import type { WindowLog } from './logs';

export interface WindowQuery {
  /** Epoch ms, both included. */
  readonly from: number;
  readonly to: number;
  readonly oldestFirst: boolean;
  readonly admin: boolean;
  readonly keep: readonly Keep[];
  readonly pageSize: number;
  /** What a page token is bound to: the same on every page. */
  readonly binding: string;
}

export interface Refused {
  readonly ok: false;
  readonly flaw: Flaw;
  /** What the failure repeats of the request. */
  readonly key: Fields;
  /** HTTP status; 200 where not given. */
  readonly status?: number;
}

export type Checked = { readonly ok: true; readonly query: WindowQuery } | Refused;

/** Records a page where no size is given, and at most (mimecast-api.md 3.3). */
const USUAL_SIZE = 25;
const MOST = 500;

const flawed = (
  field: string,
  code: string,
  message: string,
  key: Fields = {},
  status?: number,
): Refused => ({
  ok: false,
  flaw: { field, code, message },
  key,
  ...(status === undefined ? {} : { status }),
});

/** undefined: refused. */
export function pageSizeOf(asked: unknown, cap: number): number | undefined {
  if (asked === undefined) return Math.min(USUAL_SIZE, cap);
  if (typeof asked !== 'number' || !Number.isInteger(asked) || asked < 1) return undefined;
  return Math.min(asked, MOST, cap);
}

/** The checks of a window log, in the order in which they answer. */
export function checkWindow(
  log: WindowLog,
  envelope: Envelope | undefined,
  now: number,
  cap: number,
): Checked {
  if (envelope?.data === undefined) return flawed('data', 'err_validation_null', 'Cannot be null');
  const [data] = envelope.data;
  if (data === undefined || envelope.data.length !== 1) {
    return flawed('data', 'err_validation_size', 'Exactly one item is required');
  }
  const pageSize = pageSizeOf(envelope.pageSize, cap);
  if (pageSize === undefined) return flawed('pageSize', 'err_validation_range', 'Must be a positive number');

  const range = checkRange(log, data, now);
  if ('ok' in range) return range;
  const keep: Keep[] = [];
  for (const [name, filter] of Object.entries(log.filters)) {
    if (data[name] === undefined) continue;
    const kept = filter(data[name]);
    if (kept === undefined) return flawed(name, 'err_validation_invalid_value', 'Invalid value', data);
    keep.push(kept);
  }
  const searched = log.searched === undefined ? undefined : searchField(data, log.searched);
  if (searched === 'invalid') return flawed('query', 'err_validation_blank', 'Cannot be blank', data);
  if (searched !== undefined) keep.push(searched);

  const binding = JSON.stringify([log.path, data, pageSize]);
  const oldestFirst = log.sortable === true && data['oldestFirst'] === true;
  return {
    ok: true,
    query: { ...range, oldestFirst, admin: data['admin'] === true, keep, pageSize, binding },
  };
}

type Range = { readonly from: number; readonly to: number };

function checkRange(log: WindowLog, data: Fields, now: number): Range | Refused {
  const day = now - (now % DAY);
  const defaults = { [log.start]: log.defaultStart === 'today' ? day : now - 30 * DAY, [log.end]: now };
  const times: number[] = [];
  for (const name of [log.start, log.end]) {
    const value = data[name];
    if (value === undefined || value === null) {
      if (log.datesRequired) return flawed(name, 'err_validation_null', 'Cannot be null', rangeOf(log, data));
      times.push(defaults[name] ?? now);
      continue;
    }
    const time = typeof value === 'string' ? parseApiDate(value) : undefined;
    if (time === undefined) {
      return flawed(name, 'err_validation_invalid_date', 'Invalid date format', rangeOf(log, data));
    }
    times.push(time);
  }
  const [from = now, to = now] = times;
  if (from > to) {
    return flawed(log.start, 'err_validation_date_range', 'Must not be after the end', rangeOf(log, data));
  }
  if (from < now - log.retentionMs) return tooOld(log, data);
  return { from, to };
}

export function tooOld(log: WindowLog, data: Fields): Refused {
  const message = 'The start date is older than the data that is kept';
  return flawed(log.start, 'err_validation_date_range', message, rangeOf(log, data), 400);
}

/** The range as it was sent: a failure repeats it. */
function rangeOf(log: WindowLog, data: Fields): Fields {
  return { [log.start]: data[log.start] ?? null, [log.end]: data[log.end] ?? null };
}

export function firstItem(envelope: Envelope | undefined): Fields {
  const item = envelope?.data?.[0];
  return isFields(item) ? item : {};
}
