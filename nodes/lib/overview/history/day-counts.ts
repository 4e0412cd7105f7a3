/** What a stream did on one day. Pure. */
import { z } from 'zod';
import { DAY_MS } from '../../util/time';

const count = z.number().min(0);

/** A list and not an object: a file has hundreds of them for each stream. */
export const dayCountsSchema = z.tuple([
  /** days since the epoch, UTC */
  z.number().int(),
  count,
  count,
  count,
  count,
  count,
  count,
  count,
]);

export interface DayCounts {
  /** days since the epoch, UTC */
  readonly day: number;
  readonly records: number;
  readonly duplicates: number;
  readonly quarantined: number;
  /** batches that the receiver rejected */
  readonly rejected: number;
  readonly gaps: number;
  readonly polls: number;
  /** polls that failed */
  readonly failed: number;
}

export type CountName = Exclude<keyof DayCounts, 'day'>;
export type DayTuple = z.infer<typeof dayCountsSchema>;

export const dayOf = (epochMs: number): number => Math.floor(epochMs / DAY_MS);

export const toDayTuple = (one: DayCounts): DayTuple => [
  one.day,
  one.records,
  one.duplicates,
  one.quarantined,
  one.rejected,
  one.gaps,
  one.polls,
  one.failed,
];

export function fromDayTuple(tuple: DayTuple): DayCounts {
  const [day, records, duplicates, quarantined, rejected, gaps, polls, failed] = tuple;
  return { day, records, duplicates, quarantined, rejected, gaps, polls, failed };
}

const emptyDay = (day: number): DayCounts => ({
  day,
  ...{ records: 0, duplicates: 0, quarantined: 0, rejected: 0, gaps: 0, polls: 0, failed: 0 },
});

/**
 * Adds to a day, in a list in the order of days. A clock that was put back adds to the earlier day, and later days stay:
 * they are few, and the list is bounded.
 */
export function addToDay(
  days: readonly DayCounts[],
  day: number,
  more: Partial<Readonly<Record<CountName, number>>>,
  maxDays: number,
): readonly DayCounts[] {
  const before = days.find((one) => one.day === day) ?? emptyDay(day);
  const sum = (name: CountName): number => before[name] + Math.max(0, more[name] ?? 0);
  const changed: DayCounts = {
    day,
    records: sum('records'),
    duplicates: sum('duplicates'),
    quarantined: sum('quarantined'),
    rejected: sum('rejected'),
    gaps: sum('gaps'),
    polls: sum('polls'),
    failed: sum('failed'),
  };
  const others = days.filter((one) => one.day !== day);
  return [...others, changed].toSorted((a, b) => a.day - b.day).slice(-maxDays);
}

/** Of the days from `first` to `last`. */
export const sumOf = (days: readonly DayCounts[], name: CountName, first: number, last: number): number =>
  days.reduce((sum, one) => (one.day >= first && one.day <= last ? sum + one[name] : sum), 0);
