import { z } from 'zod';
import type { CalendarGap } from '../../contracts/overview';
import { epochMs } from '../../util/epoch-schema';
import { addGap, addRange, type Coverage, coverageSchema, NO_COVERAGE } from './coverage';
import { addToDay, type DayCounts, dayCountsSchema, dayOf, fromDayTuple, toDayTuple } from './day-counts';
import { HourCounts, hourOf } from './hour-counts';

/** Days with counts in memory. Older ones are in the archive only. */
export const RECENT_DAYS = 8;

/** How a poll of one stream ended. */
export interface PollEnd {
  /** epoch ms */
  readonly at: number;
  readonly records: number;
  readonly duplicates: number;
  readonly complete: boolean;
  /** what was read and delivered, epoch ms; undefined: nothing */
  readonly range: readonly [from: number, to: number] | undefined;
}

export const rowSchema = z.object({
  hours: z.string().max(20_000),
  days: z.array(dayCountsSchema).max(RECENT_DAYS),
  coverage: coverageSchema,
  /** epoch ms of the end of the last poll, and of the last complete one */
  polledAt: epochMs.nullable(),
  completeAt: epochMs.nullable(),
  /** epoch ms: the time of the position */
  readTo: epochMs.nullable(),
  /** epoch ms of the first rejection of the batch that was counted last */
  rejectedAt: epochMs.nullable(),
});

/** What is known of one stream of a source. */
export class RowHistory {
  hours = new HourCounts();
  days: readonly DayCounts[] = [];
  coverage: Coverage = NO_COVERAGE;
  polledAt: number | null = null;
  completeAt: number | null = null;
  readTo: number | null = null;
  #rejectedAt: number | null = null;

  static parse(saved: z.infer<typeof rowSchema>): RowHistory {
    const row = new RowHistory();
    row.hours = HourCounts.parse(saved.hours);
    row.days = saved.days.map(fromDayTuple);
    row.coverage = saved.coverage;
    row.polledAt = saved.polledAt;
    row.completeAt = saved.completeAt;
    row.readTo = saved.readTo;
    row.#rejectedAt = saved.rejectedAt;
    return row;
  }

  toJson(): z.input<typeof rowSchema> {
    const { coverage, polledAt, completeAt, readTo } = this;
    return {
      hours: this.hours.serialize(),
      days: this.days.map(toDayTuple),
      coverage,
      ...{ polledAt, completeAt, readTo, rejectedAt: this.#rejectedAt },
    };
  }

  addPoll({ at, records, duplicates, complete, range }: PollEnd): void {
    this.polledAt = at;
    this.hours.add(hourOf(at), records);
    this.#count(at, { records, duplicates, polls: 1, failed: complete ? 0 : 1 });
    if (range !== undefined) this.readTo = range[1];
    // After a failure the last pages may not be acknowledged: the next poll reads that range again.
    if (!complete) return;
    this.completeAt = at;
    if (range !== undefined) this.addRange(...range);
  }

  /** Sent while a poll goes on; `addPoll` has those that were not counted here. */
  addRecords(at: number, records: number): void {
    this.hours.add(hourOf(at), records);
    this.#count(at, { records });
  }

  addRange(from: number, to: number): void {
    this.coverage = addRange(this.coverage, from, to);
  }

  addGap(gap: CalendarGap): void {
    this.coverage = addGap(this.coverage, gap);
    this.#count(Date.parse(gap.at), { gaps: 1 });
  }

  addQuarantined(at: number, lines: number): void {
    this.#count(at, { quarantined: lines });
  }

  /** Once for each batch. @param since epoch ms of its first rejection */
  addRejected(at: number, since: number): boolean {
    if (this.#rejectedAt === since) return false;
    this.#rejectedAt = since;
    this.#count(at, { rejected: 1 });
    return true;
  }

  #count(at: number, more: Parameters<typeof addToDay>[2]): void {
    this.days = addToDay(this.days, dayOf(at), more, RECENT_DAYS);
  }
}
