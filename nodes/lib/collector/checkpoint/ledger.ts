import { z } from 'zod';
import type { Page } from '../../contracts/stream';
import { epochMs } from '../../util/epoch-schema';
import type { LedgerReport } from '../reports/reports';

/** Maximum number of gaps that a day's ledger lists. `gapCount` counts all. */
const MAX_GAPS = 50;
/** Adjacent windows with at most this distance become one interval. */
const MERGE_TOLERANCE_MS = 1000;

/** More than a day has polls that are not adjacent. Of more, the newest are kept: what is missing does not count as read. */
export const MAX_INTERVALS = 10_000;

const gapSchema = z.object({ from: z.string(), to: z.string(), reason: z.string() });

export const ledgerSchema = z.object({
  /** UTC day of the collection */
  day: z.string(),
  /** time ranges that were read: pairs of epoch ms */
  intervals: z.array(z.tuple([epochMs, epochMs])).max(MAX_INTERVALS),
  pages: z.number(),
  records: z.number(),
  duplicates: z.number(),
  /** records that were missed at first and found by the nightly second read of the day */
  swept: z.number().default(0),
  /** lines that were not valid records */
  quarantined: z.number(),
  gapCount: z.number(),
  gaps: z.array(gapSchema),
});

/** What one stream collected on one day: evidence that the day is complete, or what is missing. */
export type Ledger = Readonly<z.infer<typeof ledgerSchema>>;

export function emptyLedger(day: string): Ledger {
  const nothing = { pages: 0, records: 0, duplicates: 0, swept: 0, quarantined: 0 };
  return { day, intervals: [], ...nothing, gapCount: 0, gaps: [] };
}

/**
 * Adds a page. The ledger is saved in the same write as the position, so that neither a crash nor a restart
 * counts a page twice.
 */
export function addPage(ledger: Ledger, { records, notices }: Pick<Page, 'records' | 'notices'>): Ledger {
  const gaps = notices
    .filter((notice) => notice.kind === 'gap')
    .map(({ from, to, reason }) => ({ from, to, reason }));
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return {
    ...ledger,
    pages: ledger.pages + (records.length === 0 ? 0 : 1),
    records: ledger.records + records.length,
    duplicates:
      ledger.duplicates + sum(notices.map((notice) => (notice.kind === 'duplicates' ? notice.count : 0))),
    swept: ledger.swept + sum(notices.map((notice) => (notice.kind === 'swept' ? notice.found : 0))),
    quarantined:
      ledger.quarantined + sum(notices.map((notice) => (notice.kind === 'quarantine' ? notice.count : 0))),
    gapCount: ledger.gapCount + gaps.length,
    gaps: [...ledger.gaps, ...gaps].slice(0, MAX_GAPS),
  };
}

/**
 * Adds a time range that a poll has read completely, in epoch ms. After a move back, it may lie before the last interval:
 * what is between them was not read.
 */
export function addInterval(ledger: Ledger, from: number, to: number): Ledger {
  let [begin, end] = [from, Math.max(from, to)];
  const others = [...ledger.intervals];
  for (let last = others.at(-1); last !== undefined; last = others.at(-1)) {
    if (begin > last[1] + MERGE_TOLERANCE_MS || end < last[0] - MERGE_TOLERANCE_MS) break;
    others.pop();
    [begin, end] = [Math.min(last[0], begin), Math.max(last[1], end)];
  }
  return { ...ledger, intervals: [...others.slice(1 - MAX_INTERVALS), [begin, end]] };
}

export function createLedgerReport(ledger: Ledger): LedgerReport {
  const { intervals, ...rest } = ledger;
  const iso = (epochMs: number): string => new Date(epochMs).toISOString();
  return {
    kind: 'ledger',
    ...rest,
    intervals: intervals.map(([from, to]) => ({ from: iso(from), to: iso(to) })),
  };
}
