/**
 * The share of aligned messages in a response of DMARC Analyzer. Its form is not documented (wire.md 12.2), so the
 * numbers are searched under every name that similar responses use.
 */

import { isJsonObject, type JsonObject } from '../../contracts/json';
import { parseApiTime } from '../../streams/window/api-time';
import { DAY_MS } from '../../util/time';
import type { Range } from '../evidence/read-window';
import type { Counts } from './types';

const PASSED = ['aligned', 'alignedCount', 'compliant', 'compliantCount', 'passed', 'passCount', 'pass'];
const FAILED = ['nonCompliant', 'nonCompliantCount', 'failed', 'failCount', 'fail', 'unaligned'];
const TOTAL = ['total', 'totalCount', 'messages', 'messageCount', 'volume', 'count'];
const PERCENTAGE = ['passPct', 'passPercentage', 'compliancePercentage', 'complianceRate', 'alignedPct'];
const DATES = ['date', 'day', 'timestamp', 'startTimestamp'];
const ENDS = ['endTimestamp', 'endDate'];
const CONTAINER_KEYS = ['items', 'data', 'value', 'statistics', 'summary', 'results'];

function numberAt(row: JsonObject, names: readonly string[]): number | undefined {
  const value = names.map((name) => row[name]).find((one) => one !== undefined && one !== null && one !== '');
  const number = Number(value);
  return value !== undefined && typeof value !== 'object' && Number.isFinite(number) && number >= 0
    ? number
    : undefined;
}

interface AlignmentShare {
  readonly passed: number;
  readonly total: number;
  /** the time that it covers; undefined when the row has no dates */
  readonly time: Range | undefined;
}

function parseShare(row: JsonObject): Omit<AlignmentShare, 'time'> | undefined {
  const passed = numberAt(row, PASSED);
  const failed = numberAt(row, FAILED);
  const total =
    numberAt(row, TOTAL) ?? (passed === undefined || failed === undefined ? undefined : passed + failed);
  if (passed !== undefined && total !== undefined) return passed <= total ? { passed, total } : undefined;
  const percent = numberAt(row, PERCENTAGE);
  if (percent === undefined || percent > 100) return undefined;
  // A percentage without a number of messages counts as a hundred messages.
  const messages = total ?? 100;
  return { passed: Math.round(percent * messages) / 100, total: messages };
}

function timeAt(row: JsonObject, names: readonly string[]): number | undefined {
  const text = names.map((name) => row[name]).find((one) => typeof one === 'string');
  if (text === undefined) return undefined;
  const time = parseApiTime(text) ?? Date.parse(String(text).slice(0, 10));
  return Number.isNaN(time) ? undefined : time;
}

/** The time that a row covers: one day if it has no end. */
function rowTime(row: JsonObject): Range | undefined {
  const from = timeAt(row, DATES);
  return from === undefined ? undefined : { from, to: timeAt(row, ENDS) ?? from + DAY_MS };
}

/** Accepts rows of the first day too, although a part of that day is before the window. */
const isInRange = ({ from, to }: Range, time: Range | undefined): boolean =>
  time === undefined || (time.from > from - DAY_MS && time.from < to);

function findShares(value: unknown, range: Range, outerTime?: Range, depth = 0): readonly AlignmentShare[] {
  if (depth > 4) return [];
  if (Array.isArray(value)) return value.flatMap((one) => findShares(one, range, outerTime, depth + 1));
  if (!isJsonObject(value)) return [];
  const time = rowTime(value) ?? outerTime;
  if (!isInRange(range, time)) return [];
  const own = parseShare(value);
  return own === undefined
    ? CONTAINER_KEYS.flatMap((name) => findShares(value[name], range, time, depth + 1))
    : [{ ...own, time }];
}

/**
 * The window of the counted rows. The request cannot choose it (wire.md 12.2), so it comes from dates in the response.
 * @returns null when not all rows have dates
 */
function windowOf(shares: readonly AlignmentShare[], { to }: Range): Range | null {
  const times = shares.flatMap(({ time }) => (time === undefined ? [] : [time]));
  if (times.length < shares.length) return null;
  return {
    from: Math.min(...times.map((time) => time.from)),
    to: Math.min(to, Math.max(...times.map((time) => time.to))),
  };
}

/** @returns undefined when the responses contain no share */
export function measureAlignment(responses: readonly JsonObject[], range: Range): Counts | undefined {
  const shares = findShares(responses, range);
  if (shares.length === 0) return undefined;
  const sum = (member: 'passed' | 'total'): number =>
    shares.reduce((total, share) => total + share[member], 0);
  const window = windowOf(shares, range);
  const unreadable = countUnreadable(responses, range);
  const uncounted = { member: PASSED_MEMBER, times: unreadable, of: shares.length + unreadable };
  return {
    ...{ numerator: sum('passed'), denominator: sum('total'), details: {}, sample: [], window },
    ...(unreadable === 0 ? {} : { uncounted }),
  };
}

/** named in warnings, for any of its names */
const PASSED_MEMBER = 'compliant';

/** Rows of lists beside readable ones that have a date or numbers, but no share. */
function countUnreadable(value: unknown, range: Range, depth = 0): number {
  if (depth > 4) return 0;
  if (Array.isArray(value)) {
    const readable = value.map((row) => findShares(row, range, undefined, depth + 1).length > 0);
    return value.reduce<number>((sum, row, index) => {
      if (readable[index] === true) return sum + countUnreadable(row, range, depth + 1);
      const isRow = isJsonObject(row) && isInRange(range, rowTime(row));
      return sum + (readable.includes(true) && (isRow || !isJsonObject(row)) ? 1 : 0);
    }, 0);
  }
  if (!isJsonObject(value)) return 0;
  return CONTAINER_KEYS.reduce((sum, name) => sum + countUnreadable(value[name], range, depth + 1), 0);
}
