/** Hourly counts of a window, so that hours from earlier runs are not read again. Pure. */

import { z } from 'zod';
import { epochMs } from '../../util/epoch-schema';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../util/time';
import type { Range } from '../evidence/read-window';
import { addChecked, emptyMemberTotals, type MemberCounts, type MemberTotals } from './members/member-tally';
import type { HeldMail } from './members/release-join';
import type { Classification, Counts } from './types';

/** Records appear late, so an hour is final only when it was read this long after its end (wire.md 7.1). */
const FINAL_AFTER_MS = 30 * MINUTE_MS;
const MAX_SAMPLES = 5;
/** Mail on hold that is remembered for each hour. */
export const MAX_HELD = 2_000;
/** Counted when an hour has more. */
export const HELD_OVERFLOW = 'held mail above the limit';

export const bucketSchema = z.object({
  /** start of the hour, epoch ms */
  at: epochMs,
  /** start of the read, epoch ms */
  readAt: epochMs,
  numerator: z.number(),
  denominator: z.number(),
  details: z.record(z.string(), z.number()),
  sample: z.array(z.string()),
  /** checked records, and how many of them lack a member; missing in older files */
  records: z.number().optional(),
  lacking: z.record(z.string(), z.number()).optional(),
  exempt: z.record(z.string(), z.number()).optional(),
  held: z.array(z.object({ key: z.string(), at: z.number() })).optional(),
});

export type Bucket = Readonly<z.infer<typeof bucketSchema>>;

/** Part of a window: a whole hour, or a part of one at the ends of the window. */
export interface HourSlice extends Range {
  readonly stored: Bucket | undefined;
}

/** @param reach epoch ms; nothing older is available */
export function splitIntoHours(
  { from, to }: Range,
  stored: readonly Bucket[],
  reach = 0,
): readonly HourSlice[] {
  // Hours of an earlier version were counted without a look at the members, so they are read again if that is possible.
  const isTrusted = ({ at, records }: Bucket): boolean => records !== undefined || at < reach;
  const finalHours = new Map(
    stored
      .filter((one) => one.readAt >= one.at + HOUR_MS + FINAL_AFTER_MS && isTrusted(one))
      .map((one) => [one.at, one]),
  );
  const slices: HourSlice[] = [];
  for (let at = from; at < to; ) {
    const end = Math.min((Math.floor(at / HOUR_MS) + 1) * HOUR_MS, to);
    slices.push({
      from: at,
      to: end,
      stored: isHour({ from: at, to: end }) ? finalHours.get(at) : undefined,
    });
    at = end;
  }
  return slices;
}

const isHour = ({ from, to }: Range): boolean => to - from === HOUR_MS;

/**
 * The ranges to read, at most a day each. The newest comes first, because it matters most.
 * @param reach epoch ms; nothing older is available
 */
export function missingRanges(slices: readonly HourSlice[], reach = 0): readonly Range[] {
  const ranges: Range[] = [];
  for (const { from, to, stored } of slices) {
    const previous = ranges.at(-1);
    if (stored !== undefined || from < reach) continue;
    if (previous !== undefined && previous.to === from && to - previous.from <= DAY_MS) {
      ranges[ranges.length - 1] = { from: previous.from, to };
    } else ranges.push({ from, to });
  }
  return ranges.reverse();
}

interface HourTotals extends MemberTotals {
  numerator: number;
  denominator: number;
  details: Record<string, number>;
  sample: string[];
  held: HeldMail[];
}

const emptyTotals = (): HourTotals => ({
  numerator: 0,
  denominator: 0,
  details: {},
  sample: [],
  ...emptyMemberTotals(),
  held: [],
});

/** Adds counts by name. */
function addCounts(sum: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, times] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + times;
}

/** Counts one range while it is read. */
export interface RangeCounter {
  add(time: number, classification: Classification, id: string): void;
  /** Call it when the range was read completely. */
  commit(): void;
  /** Call it when the read stopped early in a log that is ordered by time: commits the hours already passed. */
  commitCompleted(): void;
  /** Call it when the range was read up to an instant, in epoch ms. */
  commitUntil(until: number): void;
  /** Call it when records could not be placed in time: the hours of the range are read again by the next run. */
  distrust(): void;
}

/** Detects from the records whether a log is ordered by time, and which hours it has passed. */
class OrderDetector {
  #first: number | undefined;
  #last = 0;
  #rising = true;
  #falling = true;

  add(time: number): void {
    if (this.#first !== undefined) {
      if (time < this.#last) this.#rising = false;
      if (time > this.#last) this.#falling = false;
    }
    this.#first ??= time;
    this.#last = time;
  }

  hasPassed({ from, to }: Range): boolean {
    // The records are unordered, or all have the same time.
    if (this.#first === undefined || this.#rising === this.#falling) return false;
    return this.#rising ? to <= this.#last : from > this.#last;
  }
}

/** The counts of the committed hours of a window. */
export interface WindowCounts extends Counts, MemberCounts {
  readonly held: readonly HeldMail[];
}

/** Counts of a window by the hour. Only committed hours count. */
export class HourlyCounter {
  readonly #counted = new Map<number, HourTotals>();
  readonly #distrusted = new Set<number>();
  readonly #slices: readonly HourSlice[];

  constructor(slices: readonly HourSlice[]) {
    this.#slices = slices;
    for (const { from, stored } of slices) {
      if (stored === undefined) continue;
      const { numerator, denominator, details, sample } = stored;
      const { records = 0, lacking = {}, exempt = {}, held = [] } = stored;
      this.#counted.set(from, {
        ...{ numerator, denominator, details: { ...details }, sample: [...sample] },
        ...{ records, lacking: { ...lacking }, exempt: { ...exempt }, held: [...held] },
      });
    }
  }

  openRange(range: Range): RangeCounter {
    const slices = this.#slices.filter(({ from, to }) => from >= range.from && to <= range.to);
    const sums = new Map(slices.map(({ from }) => [from, emptyTotals()]));
    const order = new OrderDetector();
    const commitIf = (wanted: (slice: Range) => boolean): void => {
      for (const { from, to } of slices) {
        const totals = sums.get(from);
        if (totals !== undefined && wanted({ from, to })) this.#counted.set(from, totals);
      }
    };
    return {
      add: (time, classification, id) => {
        order.add(time);
        const slice = slices.find(({ from, to }) => time >= from && time < to);
        const totals = slice && sums.get(slice.from);
        if (totals !== undefined) addToTotals(totals, classification, id);
      },
      commit: () => commitIf(() => true),
      commitCompleted: () => commitIf((slice) => order.hasPassed(slice)),
      commitUntil: (until) => commitIf(({ to }) => to <= until),
      distrust: () => {
        for (const { from } of slices) this.#distrusted.add(from);
      },
    };
  }

  /** Counted share of the window, 0 to 1. */
  get coverage(): number {
    const length = (slices: readonly HourSlice[]): number =>
      slices.reduce((sum, { from, to }) => sum + to - from, 0);
    const whole = length(this.#slices);
    return whole === 0 ? 1 : length(this.#slices.filter(({ from }) => this.#counted.has(from))) / whole;
  }

  counts(): WindowCounts {
    const all = emptyTotals();
    for (const { from } of this.#slices.toReversed()) {
      const totals = this.#counted.get(from);
      if (totals === undefined) continue;
      all.numerator += totals.numerator;
      all.denominator += totals.denominator;
      all.records += totals.records;
      addCounts(all.details, totals.details);
      addCounts(all.lacking, totals.lacking);
      addCounts(all.exempt, totals.exempt);
      for (const one of totals.sample) all.sample.push(one);
      for (const mail of totals.held) all.held.push(mail);
    }
    return { ...all, sample: [...new Set(all.sample)].slice(0, MAX_SAMPLES) };
  }

  /** The whole hours to store. `readAt` applies to hours that were read in this run. */
  toBuckets(readAt: number): readonly Bucket[] {
    return this.#slices.flatMap((slice) => {
      const totals = this.#counted.get(slice.from);
      if (totals === undefined || !isHour(slice) || this.#distrusted.has(slice.from)) return [];
      // Nothing of this hour was understood, so it is read again.
      if (totals.records > 0 && Object.values(totals.lacking).includes(totals.records)) return [];
      return [slice.stored ?? { at: slice.from, readAt, ...totals }];
    });
  }
}

function addToTotals(
  totals: HourTotals,
  { counted, excluded = false, sampled = counted, details = [], members, held }: Classification,
  id: string,
): void {
  if (members !== undefined) addChecked(totals, members);
  if (held !== undefined) {
    if (totals.held.length < MAX_HELD) totals.held.push(held);
    else totals.lacking[HELD_OVERFLOW] = (totals.lacking[HELD_OVERFLOW] ?? 0) + 1;
  }
  if (!excluded) totals.denominator += 1;
  for (const name of details) totals.details[name] = (totals.details[name] ?? 0) + 1;
  if (counted) totals.numerator += 1;
  if (sampled && id !== '') totals.sample = [id.slice(0, 200), ...totals.sample].slice(0, MAX_SAMPLES);
}
