/** Which days of a stream are proved complete: what was read, and where gaps are. Pure. */
import { z } from 'zod';
import { type CalendarGap, type DayProof, KEPT_DAYS } from '../../contracts/overview';
import { epochMs } from '../../util/epoch-schema';
import { DAY_MS } from '../../util/time';
import { dayOf } from './day-counts';

/** Reads that are continuous are one range, so that this is enough for an interruption a day. */
const MAX_RANGES = 400;
export const MAX_GAPS = 50;
/** As for the ledger: ranges this close to each other have nothing between them. */
const MERGE_TOLERANCE_MS = 1000;

const gapSchema = z.object({
  from: z.string().max(40),
  to: z.string().max(40),
  reason: z.string().max(400),
  recoverable: z.boolean(),
  at: z.string().max(40),
});

export const coverageSchema = z.object({
  /** time ranges that were read and delivered, epoch ms, in order, none overlaps another */
  ranges: z
    .array(z.tuple([epochMs, epochMs]).readonly())
    .max(MAX_RANGES)
    .readonly(),
  /** the newest last */
  gaps: z.array(gapSchema.readonly()).max(MAX_GAPS).readonly(),
  /** days since the epoch, in order: of earlier gaps, which are not listed any more. They stay unproved. */
  gapDays: z.array(z.number().int()).max(KEPT_DAYS).readonly().default([]),
});

export type Coverage = Readonly<z.infer<typeof coverageSchema>>;
type Range = readonly [from: number, to: number];

export const NO_COVERAGE: Coverage = { ranges: [], gaps: [], gapDays: [] };

/** Linear: ranges come almost in order, so the new one is compared from the end. */
export function addRange(coverage: Coverage, from: number, to: number): Coverage {
  if (!(from <= to)) return coverage;
  let joined: Range = [from, to];
  const after: Range[] = [];
  const before: Range[] = [...coverage.ranges];
  for (let last = before.at(-1); last !== undefined; last = before.at(-1)) {
    if (last[1] + MERGE_TOLERANCE_MS < joined[0]) break;
    before.pop();
    if (last[0] > joined[1] + MERGE_TOLERANCE_MS) after.unshift(last);
    else joined = [Math.min(joined[0], last[0]), Math.max(joined[1], last[1])];
  }
  const ranges = [...before, joined, ...after].slice(-MAX_RANGES);
  return { ...coverage, ranges };
}

/** The same gap may be reported twice, after a crash. */
export function addGap(coverage: Coverage, gap: CalendarGap): Coverage {
  const others = coverage.gaps.filter(({ from, to }) => from !== gap.from || to !== gap.to);
  const gaps = [...others, gap];
  const dropped = gaps.slice(0, -MAX_GAPS);
  if (dropped.length === 0) return { ...coverage, gaps };
  const days = new Set([...coverage.gapDays, ...dropped.flatMap(daysOf)]);
  const gapDays = [...days].sort((a, b) => a - b).slice(-KEPT_DAYS);
  return { ...coverage, gaps: gaps.slice(-MAX_GAPS), gapDays };
}

/** The days that a gap touches, the last KEPT_DAYS of them at most. */
function daysOf({ from, to }: CalendarGap): number[] {
  const last = dayOf(Date.parse(to));
  const first = Math.max(dayOf(Date.parse(from)), last - KEPT_DAYS + 1);
  // A time that can't be read has no day.
  return first <= last ? Array.from({ length: last - first + 1 }, (_, index) => first + index) : [];
}

/** @param day days since the epoch */
export function proofOf({ ranges, gaps, gapDays }: Coverage, day: number, now: number): DayProof {
  const begin = day * DAY_MS;
  const end = begin + DAY_MS;
  if (gaps.some(({ from, to }) => Date.parse(from) < end && Date.parse(to) >= begin)) return 'gap';
  if (gapDays.includes(day)) return 'gap';
  if (now < end) return 'open';
  const touching = ranges.filter(([from, to]) => from < end && to > begin);
  if (touching.length === 0) return 'unknown';
  const isWhole = touching.some(
    ([from, to]) => from <= begin + MERGE_TOLERANCE_MS && to >= end - MERGE_TOLERANCE_MS,
  );
  return isWhole ? 'proved' : 'partial';
}

const LETTERS: Readonly<Record<DayProof, string>> = {
  proved: 'P',
  gap: 'G',
  partial: 'A',
  open: 'O',
  unknown: '.',
};

/** One letter per day, see DAY_PROOFS. @param lastDay days since the epoch */
export function dayLetters(coverage: Coverage, lastDay: number, count: number, now: number): string {
  let letters = '';
  for (let day = lastDay - count + 1; day <= lastDay; day += 1)
    letters += LETTERS[proofOf(coverage, day, now)];
  return letters;
}
