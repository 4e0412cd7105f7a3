import type { Cursor, CursorCodec } from '../../catalog/cursor';
import { DAY } from '../../common/dates';
import { type Feed, type FeedType, feedOf, isFeedType } from '../../common/feeds';
import type { SimulatorSettings } from '../../common/options';

/** Retention of the batch feed (wire.md 4.1). */
export const RETENTION_MS = 7 * DAY;

export interface BatchQuery {
  readonly type: FeedType;
  readonly pageSize: number;
  /** The cursor as it was sent. */
  readonly token: string | undefined;
  readonly cursor: Cursor | 'zero';
}

export type ParseResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

export const parseError = (why: string): { ok: false; why: string } => ({ ok: false, why });

/** Checks the query of GET /siem/v1/batch/events/{cg,ci} (wire.md 4.1). The first check that fails decides. */
export function parseBatchQuery(
  query: URLSearchParams,
  feed: Feed,
  cursors: CursorCodec,
  settings: SimulatorSettings,
  now: number,
): ParseResult<BatchQuery> {
  const types = query.getAll('type');
  const [type = ''] = types;
  if (types.length !== 1) return parseError("Exactly one 'type' is required");
  if (!isFeedType(type) || feedOf(type) !== feed)
    return parseError(`Unsupported value for 'type': ${type.slice(0, 60)}`);

  const size = parsePageSize(query.get('pageSize'), settings.pageSize);
  if (size === undefined) return parseError("'pageSize' must be a number between 1 and 100");

  const range = parseRange(query, now);
  if (!range.ok) return range;

  const token = query.get('nextPage') ?? undefined;
  if (token === undefined) {
    const { from, to } = range.value;
    // before every published file; the number -1 distinguishes it from a cursor of zeros
    const cursor: Cursor = { type, after: { publishedAt: from, number: -1 }, from, to };
    return { ok: true, value: { type, pageSize: size, token, cursor } };
  }
  const cursor = cursors.decode(token);
  // a cursor belongs to one type; dates beside it are checked but not used, because the cursor has its own range
  if (cursor === undefined || (cursor !== 'zero' && cursor.type !== type))
    return parseError('Invalid page token');
  return { ok: true, value: { type, pageSize: size, token, cursor } };
}

export function parsePageSize(text: string | null, cap: number): number | undefined {
  if (text === null) return cap;
  if (!/^\d{1,4}$/.test(text)) return undefined;
  const size = Number(text);
  return size >= 1 && size <= 100 ? Math.min(size, cap) : undefined;
}

interface Range {
  /** Epoch ms */
  readonly from: number;
  readonly to: number;
}

function parseRange(query: URLSearchParams, now: number): ParseResult<Range> {
  const start = query.get('dateRangeStartsAt');
  const end = query.get('dateRangeEndsAt');
  const today = now - (now % DAY);
  const from = start === null ? today : parseDay(start);
  const last = end === null ? undefined : parseDay(end);
  if (Number.isNaN(from) || Number.isNaN(last)) {
    return parseError('Invalid date range: dates must have the format yyyy-MM-dd');
  }
  // the parameter is a day and the check compares instants: 00:00 of today - 7 d is already too old
  if (from < now - RETENTION_MS) {
    return parseError("Invalid date range: 'from' must be within the 7-day retention period");
  }
  if (from > now) return parseError("Invalid date range: 'from' must not be in the future");
  if (last !== undefined && last < from)
    return parseError("Invalid date range: 'to' must not be before 'from'");
  const to = last === undefined ? Number.MAX_SAFE_INTEGER : last + DAY;
  return { ok: true, value: { from, to } };
}

/** Epoch ms of 00:00 UTC; NaN unless the text is an existing day as YYYY-MM-DD. */
function parseDay(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return Number.NaN;
  const time = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? time : Number.NaN;
}
