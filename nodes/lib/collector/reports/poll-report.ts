import type { Stream } from '../../contracts/stream';
import type { PollFailure } from './poll-failure';
import { type PollReport, toIso } from './reports';

/**
 * Statistics of one stream's poll. They are updated during the poll, so that they are correct after an error
 * too.
 */
export interface PollStats {
  records: number;
  /** see Page */
  known: number;
  duplicates: number;
  pages: number;
  calls: number;
  bytes: number;
  /** epoch ms */
  start: number | undefined;
  end: number | undefined;
  /** stopped early because of another command */
  interrupted: boolean;
}

export function emptyStats(): PollStats {
  return {
    records: 0,
    known: 0,
    duplicates: 0,
    pages: 0,
    calls: 0,
    bytes: 0,
    start: undefined,
    end: undefined,
    interrupted: false,
  };
}

/** How the poll of one stream ended. */
export interface StreamOutcome {
  readonly stream: Stream;
  readonly stats: PollStats;
  readonly failure: PollFailure | undefined;
}

export function createPollReport(
  stats: PollStats,
  started: number,
  failure: PollFailure | undefined,
): PollReport {
  const { start, end, known, interrupted: _, ...counts } = stats;
  const now = Date.now();
  return {
    kind: 'poll',
    window: { start: toIso(start), end: toIso(end) },
    ...counts,
    ...(known > 0 && { known }),
    lagMs: end === undefined ? null : Math.max(0, now - end),
    durationMs: now - started,
    complete: failure === undefined && !stats.interrupted,
  };
}

/**
 * For example `fetched 1234 events (receipt 900, delivery 334) in 2.1 s`; undefined when there were no
 * records.
 */
export function formatPollSummary(
  byType: ReadonlyMap<string, number>,
  durationMs: number,
): string | undefined {
  const some = [...byType].filter(([, records]) => records > 0);
  if (some.length === 0) return undefined;
  const total = some.reduce((sum, [, records]) => sum + records, 0);
  const detail = some.map(([type, records]) => `${type} ${records}`).join(', ');
  return `fetched ${total} events (${detail}) in ${(durationMs / 1000).toFixed(1)} s`;
}
