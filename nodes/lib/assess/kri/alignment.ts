/**
 * The share of aligned messages in an answer of DMARC Analyzer. No public source shows its shape
 * (mimecast-api.md 12.2), so it is looked for under every name that similar answers have.
 */
import { readTime } from '../../streams/window/times';
import type { Counts, Range, Value } from './types';

const PASSED = ['aligned', 'alignedCount', 'compliant', 'compliantCount', 'passed', 'passCount', 'pass'];
const FAILED = ['nonCompliant', 'nonCompliantCount', 'failed', 'failCount', 'fail', 'unaligned'];
const TOTAL = ['total', 'totalCount', 'messages', 'messageCount', 'volume', 'count'];
const PERCENT = ['passPct', 'passPercentage', 'compliancePercentage', 'complianceRate', 'alignedPct'];
const DATES = ['date', 'day', 'timestamp', 'startTimestamp'];
const ENDS = ['endTimestamp', 'endDate'];
const INSIDE = ['items', 'data', 'value', 'statistics', 'summary', 'results'];
const DAY_MS = 24 * 60 * 60 * 1000;

const isValue = (one: unknown): one is Value =>
  typeof one === 'object' && one !== null && !Array.isArray(one);

function numberAt(row: Value, names: readonly string[]): number | undefined {
  const found = names.map((name) => row[name]).find((one) => one !== undefined && one !== null && one !== '');
  const number = Number(found);
  return found !== undefined && typeof found !== 'object' && Number.isFinite(number) && number >= 0
    ? number
    : undefined;
}

interface Share {
  readonly passed: number;
  readonly total: number;
  /** undefined: it does not say of when it is */
  readonly of: Range | undefined;
}

function shareOf(row: Value): Omit<Share, 'of'> | undefined {
  const passed = numberAt(row, PASSED);
  const failed = numberAt(row, FAILED);
  const total =
    numberAt(row, TOTAL) ?? (passed === undefined || failed === undefined ? undefined : passed + failed);
  if (passed !== undefined && total !== undefined) return passed <= total ? { passed, total } : undefined;
  const percent = numberAt(row, PERCENT);
  if (percent === undefined || percent > 100) return undefined;
  // Without a number of messages it counts as a hundred of them.
  const of = total ?? 100;
  return { passed: Math.round(percent * of) / 100, total: of };
}

function timeAt(row: Value, names: readonly string[]): number | undefined {
  const given = names.map((name) => row[name]).find((one) => typeof one === 'string');
  if (given === undefined) return undefined;
  const time = readTime(given) ?? Date.parse(String(given).slice(0, 10));
  return Number.isNaN(time) ? undefined : time;
}

/** Of when a row is: whole days where it has no end. */
function timeOf(row: Value): Range | undefined {
  const from = timeAt(row, DATES);
  return from === undefined ? undefined : { from, to: timeAt(row, ENDS) ?? from + DAY_MS };
}

/** A row of the first day may be of its part before the window. */
const isIn = ({ from, to }: Range, time: Range | undefined): boolean =>
  time === undefined || (time.from > from - DAY_MS && time.from < to);

function sharesIn(value: unknown, range: Range, around?: Range, depth = 0): readonly Share[] {
  if (depth > 4) return [];
  if (Array.isArray(value)) return value.flatMap((one) => sharesIn(one, range, around, depth + 1));
  if (!isValue(value)) return [];
  const of = timeOf(value) ?? around;
  if (!isIn(range, of)) return [];
  const own = shareOf(value);
  return own === undefined
    ? INSIDE.flatMap((name) => sharesIn(value[name], range, of, depth + 1))
    : [{ ...own, of }];
}

/**
 * What was counted may be of any time: no request says of which (12.2), only dates in the answer do.
 * @returns null: not all of it has dates
 */
function windowOf(shares: readonly Share[], { to }: Range): Range | null {
  const times = shares.flatMap(({ of }) => (of === undefined ? [] : [of]));
  if (times.length < shares.length) return null;
  return {
    from: Math.min(...times.map((time) => time.from)),
    to: Math.min(to, Math.max(...times.map((time) => time.to))),
  };
}

/** @returns undefined: no share is found in it */
export function alignment(answers: readonly Value[], range: Range): Counts | undefined {
  const shares = sharesIn(answers, range);
  if (shares.length === 0) return undefined;
  const sum = (of: 'passed' | 'total'): number => shares.reduce((total, share) => total + share[of], 0);
  const window = windowOf(shares, range);
  return { numerator: sum('passed'), denominator: sum('total'), details: {}, sample: [], window };
}
