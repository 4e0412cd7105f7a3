/** Days of an account, for 400 days, and the evidence of its last findings. Read and written seldom. Pure. */
import { z } from 'zod';
import type { Finding } from '../../assessments/policy/finding';
import { KEPT_DAYS } from '../../contracts/overview';
import { type AccountHistory, MAX_KEY_LENGTH } from './account-history';
import { type DayCounts, type DayTuple, dayCountsSchema, dayOf, toDayTuple } from './day-counts';
import { dayValues } from './hour-values';
import { RECENT_DAYS } from './row-history';
import { type StoredDetail, storedDetailSchema, toStoredDetail } from './stored-detail';

const MAX_ROWS = 300;
const MAX_INDICATORS = 100;
/** Findings of all policy-check nodes of an account. */
const MAX_DETAILS = 200;
/** Characters. */
export const MAX_ARCHIVE_LENGTH = 32 * 1024 * 1024;

const key = z.string().min(1).max(MAX_KEY_LENGTH);
const valueSchema = z.tuple([z.number().int(), z.number()]).readonly();

const archiveSchema = z.object({
  version: z.literal(1),
  /** Mimecast's account code that the days are of; '' where it is not known */
  code: z.string().max(100).default(''),
  rows: z.array(z.tuple([key, z.array(dayCountsSchema).max(KEPT_DAYS)])).max(MAX_ROWS),
  /** days since the epoch, and the last measured value */
  indicators: z.array(z.tuple([key, z.array(valueSchema).max(KEPT_DAYS)])).max(MAX_INDICATORS),
  details: z.array(z.tuple([key, storedDetailSchema])).max(MAX_DETAILS),
});

export type Archive = z.infer<typeof archiveSchema>;
export const EMPTY_ARCHIVE: Archive = { version: 1, code: '', rows: [], indicators: [], details: [] };

/** @returns undefined when the text is not an archive */
export function parseArchive(text: string): Archive | undefined {
  if (text.length > MAX_ARCHIVE_LENGTH) return undefined;
  try {
    return archiveSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export const serializeArchive = (archive: Archive): string => `${JSON.stringify(archive)}\n`;

/**
 * Puts the complete days of the history into the archive. Repeating it after a crash changes nothing: a day replaces
 * the same day.
 * @param today days since the epoch
 */
export function archiveDays(archive: Archive, history: AccountHistory, today: number): Archive {
  const isOther = archive.code !== '' && history.code !== '' && archive.code !== history.code;
  const rows = new Map(isOther ? [] : archive.rows);
  for (const [id, { days }] of history.rows) {
    const closed = days.filter(({ day }) => day < today);
    if (closed.length > 0) rows.set(id, mergeDays(rows.get(id) ?? [], closed, today));
  }
  const indicators = new Map(isOther ? [] : archive.indicators);
  for (const [id, { hours }] of history.indicators) {
    const recent = dayValues(hours, today - 1, RECENT_DAYS).flatMap((value, index) =>
      value === null ? [] : [[today - RECENT_DAYS + index, value] as const],
    );
    if (recent.length > 0) indicators.set(id, mergeValues(indicators.get(id) ?? [], recent, today));
  }
  return {
    ...archive,
    code: history.code === '' ? archive.code : history.code,
    rows: newest([...rows], MAX_ROWS, ([, days]) => days.at(-1)?.[0] ?? 0, today),
    indicators: newest([...indicators], MAX_INDICATORS, ([, values]) => values.at(-1)?.[0] ?? 0, today),
  };
}

/** After damage, or a clock that was put back, a day may have come twice: the one with more polls is it. */
function mergeDays(before: readonly DayTuple[], closed: readonly DayCounts[], today: number): DayTuple[] {
  const byDay = new Map(before.map((tuple) => [tuple[0], tuple]));
  for (const one of closed) {
    const tuple = toDayTuple(one);
    const other = byDay.get(one.day);
    if (other === undefined || other[6] <= tuple[6]) byDay.set(one.day, tuple);
  }
  return [...byDay.values()]
    .filter(([day]) => day > today - KEPT_DAYS)
    .sort(([a], [b]) => a - b)
    .slice(-KEPT_DAYS);
}

type DayValue = readonly [day: number, value: number];

function mergeValues(before: readonly DayValue[], recent: readonly DayValue[], today: number): DayValue[] {
  const byDay = new Map([...before, ...recent]);
  return [...byDay]
    .filter(([day]) => day > today - KEPT_DAYS)
    .sort(([a], [b]) => a - b)
    .slice(-KEPT_DAYS);
}

/** Without what has no day that is kept. */
function newest<T>(entries: readonly T[], max: number, lastDay: (entry: T) => number, today: number): T[] {
  return entries
    .filter((entry) => lastDay(entry) > today - KEPT_DAYS)
    .toSorted((a, b) => lastDay(a) - lastDay(b))
    .slice(-max);
}

export const detailKey = (node: string, check: string): string => `${node} ${check}`;

/** @param runAt ISO 8601 time of the start of the run */
export function addDetails(
  archive: Archive,
  node: string,
  findings: readonly Finding[],
  runAt: string,
): Archive {
  const today = dayOf(Date.parse(runAt));
  const details = new Map(archive.details);
  for (const finding of findings) {
    const id = detailKey(node, finding.check);
    if (id.length > MAX_KEY_LENGTH) continue;
    details.delete(id);
    details.set(id, toStoredDetail(finding, runAt));
  }
  const kept = [...details].filter(([, detail]) => dayOf(Date.parse(detail.runAt)) > today - KEPT_DAYS);
  return { ...archive, details: kept.slice(-MAX_DETAILS) };
}

export const detailOf = ({ details }: Archive, node: string, check: string): StoredDetail | undefined =>
  details.find(([id]) => id === detailKey(node, check))?.[1];
