import { type Feed, type FeedType, feedOf, isFeedType, TYPES_OF } from '../../common/feeds';
import type { PageMark, PageTokens } from '../../http/page-tokens';
import { type ParseResult, parseError, parsePageSize } from './batch-query';
import { type EventOrder, STREAM_RETENTION_MS } from './event-log';

/** One entry of `types`: `process` or `process:Hld`. */
export interface TypeFilter {
  readonly type: FeedType;
  readonly subtype: string | undefined;
}

export interface StreamQuery {
  /** the requested types, or all types of the feed */
  readonly typeFilters: readonly TypeFilter[];
  readonly named: boolean;
  readonly pageSize: number;
  /** epoch ms; a cursor contains the range of the first request */
  readonly from: number;
  readonly to: number;
  /** the page begins after this event; undefined: first page */
  readonly after: EventOrder | undefined;
  readonly token: string | undefined;
  /** what cursors are bound to */
  readonly binding: string;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Checks the query of GET /siem/v1/events/{cg,ci} (wire.md 4.2). The first check that fails decides. */
export function parseStreamQuery(
  query: URLSearchParams,
  feed: Feed,
  tokens: PageTokens,
  now: number,
): ParseResult<StreamQuery> {
  const typeFilters = parseTypes(query.get('types'), feed);
  if (typeof typeFilters === 'string') return parseError(typeFilters);
  const pageSize = parsePageSize(query.get('pageSize'), 100);
  if (pageSize === undefined) return parseError("'pageSize' must be a number between 1 and 100");
  const range = parseRange(query, now);
  if (typeof range === 'string') return parseError(range);

  const binding = `${feed} ${typeFilters.map(({ type, subtype = '' }) => `${type}:${subtype}`).sort()}`;
  const named = query.get('types') !== null;
  const common = { typeFilters, named, pageSize, binding };
  const token = query.get('nextPage') ?? undefined;
  if (token === undefined) return { ok: true, value: { ...common, ...range, after: undefined, token } };
  const mark = tokens.decode(binding, token);
  if (mark === undefined) return parseError('Invalid page token');
  return { ok: true, value: { ...common, ...decodeMark(mark), token } };
}

/** @returns the types, or the reason why they are not valid */
function parseTypes(text: string | null, feed: Feed): readonly TypeFilter[] | string {
  if (text === null || text === '') return TYPES_OF[feed].map((type) => ({ type, subtype: undefined }));
  const typeFilters: TypeFilter[] = [];
  for (const word of text.split(',')) {
    const [type = '', subtype] = word.trim().split(':');
    if (!isFeedType(type) || feedOf(type) !== feed) {
      return `Unsupported value for 'types': ${word.slice(0, 60)}`;
    }
    typeFilters.push({ type, subtype });
  }
  return typeFilters;
}

/** @returns epoch ms, or the reason why the range is not valid */
function parseRange(query: URLSearchParams, now: number): { from: number; to: number } | string {
  const start = parseInstant(query.get('dateRangeStartsAt'), now - STREAM_RETENTION_MS);
  const end = parseInstant(query.get('dateRangeEndsAt'), Number.MAX_SAFE_INTEGER);
  if (Number.isNaN(start) || Number.isNaN(end)) {
    return "Invalid date range: times must have the format yyyy-MM-dd'T'HH:mm:ss.SSS'Z'";
  }
  if (start < now - STREAM_RETENTION_MS) return "Invalid date range: 'from' must be within the last 24 hours";
  if (start > now) return "Invalid date range: 'from' must not be in the future";
  return end < start ? "Invalid date range: 'to' must not be before 'from'" : { from: start, to: end };
}

function parseInstant(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  return INSTANT.test(text) ? Date.parse(text) : Number.NaN;
}

export function encodeMark(
  { availableAt, rank, number, index }: EventOrder,
  from: number,
  to: number,
): PageMark {
  return [availableAt, rank, number, index, from, to];
}

function decodeMark(mark: PageMark): { after: EventOrder; from: number; to: number } {
  const [availableAt = 0, rank = 0, number = 0, index = 0, from = 0, to = 0] = mark;
  return { after: { availableAt, rank, number, index }, from, to };
}
