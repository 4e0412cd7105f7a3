/** The rows of the collection, and the calendar of one. Pure. */
import { EMPTY_LINE, encodeHours, LINE_HOURS } from '../../contracts/hour-line';
import {
  type Advice,
  type CalendarDay,
  type CollectionRow,
  KEPT_DAYS,
  type Level,
  ROW_DAYS,
  type RowCalendar,
} from '../../contracts/overview';
import { DAY_MS, utcDay } from '../../util/time';
import { type AccountHistory, rowKey } from '../history/account-history';
import { type Coverage, dayLetters, NO_COVERAGE, proofOf } from '../history/coverage';
import { type DayCounts, type DayTuple, dayOf, fromDayTuple, sumOf } from '../history/day-counts';
import { hourOf } from '../history/hour-counts';
import type { RowHistory } from '../history/row-history';
import { adviceFor, type Judgement, judgeStream, LEVELS } from './judge-source';
import type { SourceFacts, StreamFacts } from './types';

const WEEK_DAYS = 7;

/** A node that can't run has no streams, but it must be seen. */
const NO_STREAM = [{ key: '', type: '' }];

export function buildRows(
  source: SourceFacts,
  history: AccountHistory | undefined,
  now: number,
): readonly CollectionRow[] {
  const streams = source.streams.length === 0 ? NO_STREAM : source.streams;
  return streams.map((stream) => buildRow(source, stream, history, now));
}

function buildRow(
  source: SourceFacts,
  { key, type }: SourceFacts['streams'][number],
  history: AccountHistory | undefined,
  now: number,
): CollectionRow {
  const { node, link, name, account, everyMs } = source;
  const id = rowKey(node, key);
  const row = history?.row(id);
  const stream = withLag(source.progress.get(key), row, now);
  const judgement = judgeStream(source, type, stream, now);
  const today = dayOf(now);
  const lastWeek = (what: 'gaps' | 'quarantined' | 'rejected'): number =>
    row === undefined ? 0 : sumOf(row.days, what, today - WEEK_DAYS + 1, today);
  const gaps = lastWeek('gaps');
  const quarantined = lastWeek('quarantined');
  return {
    ...{ id, account, node, link, name, source: source.source, stream: key, type },
    ...judge(judgement, { gaps, quarantined, canReadAgain: canReadAgain(row, today) }),
    lagMs: stream.lagMs,
    polledAt: row?.polledAt == null ? null : new Date(row.polledAt).toISOString(),
    everyMs,
    hours: row === undefined ? EMPTY_LINE : encodeHours(row.hours.until(hourOf(now), LINE_HOURS)),
    days: dayLetters(row?.coverage ?? NO_COVERAGE, today, ROW_DAYS, now),
    ...{ gaps, quarantined, rejected: lastWeek('rejected'), waiting: stream.waiting },
  };
}

const NO_PROGRESS: StreamFacts = { waiting: 0, lagMs: null, doneAt: null };

/** Between polls, the position stays where it is, and the lag grows. */
function withLag(progress = NO_PROGRESS, row: RowHistory | undefined, now: number): StreamFacts {
  if (progress.lagMs !== null || row?.readTo == null) return progress;
  return { ...progress, lagMs: Math.max(0, now - row.readTo) };
}

const canReadAgain = (row: RowHistory | undefined, today: number): boolean =>
  row?.coverage.gaps.some(
    ({ recoverable, at }) => recoverable && dayOf(Date.parse(at)) > today - WEEK_DAYS,
  ) ?? false;

interface Doubts {
  readonly gaps: number;
  /** at least one of the gaps */
  readonly canReadAgain: boolean;
  readonly quarantined: number;
}

/** A stream that runs well may still have lost something in the last days. */
function judge(
  judgement: Judgement,
  { gaps, canReadAgain: canRead, quarantined }: Doubts,
): Pick<CollectionRow, 'state' | 'level' | 'facts' | 'advice'> {
  const { state, facts } = judgement;
  const level: Level = LEVELS[state];
  const advice: Advice = adviceFor(judgement);
  if (level !== 'ok' || (gaps === 0 && quarantined === 0)) return { state, level, facts, advice };
  if (canRead) return { state, level: 'warn', facts, advice: 'read_gap_again' };
  // What the API no longer has is lost: the gap says so, and there is nothing to do.
  return { state, level: 'warn', facts, advice: quarantined > 0 ? 'look_at_quarantine' : advice };
}

const LEVEL_ORDER: Readonly<Record<Level, number>> = { bad: 0, warn: 1, ok: 2, off: 3 };

export const compareLevel = (one: { readonly level: Level }, other: { readonly level: Level }): number =>
  LEVEL_ORDER[one.level] - LEVEL_ORDER[other.level];

/** What fails first. */
export const compareRows = (one: CollectionRow, other: CollectionRow): number =>
  compareLevel(one, other) || (other.lagMs ?? 0) - (one.lagMs ?? 0);

const MAX_CALENDAR_GAPS = 50;

/**
 * @param archived days of the archive
 * @param asked see RowCalendar
 */
export function buildCalendar(
  row: string,
  asked: RowCalendar['asked'],
  history: AccountHistory | undefined,
  archived: readonly DayTuple[],
  now: number,
): RowCalendar {
  const known = history?.row(row);
  const coverage = known?.coverage ?? NO_COVERAGE;
  const byDay = new Map(archived.map(fromDayTuple).map((one) => [one.day, one]));
  for (const one of known?.days ?? []) byDay.set(one.day, one);
  const today = dayOf(now);
  const days: CalendarDay[] = [];
  for (let day = today - KEPT_DAYS + 1; day <= today; day += 1) {
    const entry = toCalendarDay(day, byDay.get(day), coverage, now);
    if (entry !== undefined) days.push(entry);
  }
  return { row, asked, days, gaps: coverage.gaps.slice(-MAX_CALENDAR_GAPS).toReversed() };
}

function toCalendarDay(
  day: number,
  counts: DayCounts | undefined,
  coverage: Coverage,
  now: number,
): CalendarDay | undefined {
  const proof = proofOf(coverage, day, now);
  if (counts === undefined && (proof === 'unknown' || proof === 'open')) return undefined;
  const { records = 0, duplicates = 0, quarantined = 0, rejected = 0, gaps = 0 } = counts ?? {};
  const { polls = 0, failed = 0 } = counts ?? {};
  const name = utcDay(day * DAY_MS);
  return { day: name, proof, records, duplicates, quarantined, rejected, gaps, polls, failed };
}
