/**
 * Compares the measured counts with Mimecast's own. These never replace the measured value; a difference is
 * only reported.
 */
import type { MeasureRequest, ReadTarget } from './measure';
import type { CrossCheck, EventMeasure } from './types';

/** @param counted number of records received for the same request */
export function compareWithServerTotal(
  endpoint: string,
  serverTotal: number | undefined,
  counted: number,
): readonly CrossCheck[] {
  return serverTotal === undefined || serverTotal === counted
    ? []
    : [{ source: `${endpoint} totalCount`, told: serverTotal, counted }];
}

/** @param counted as above. A smaller `resultCount` is the one of a single page, and says nothing. */
export function compareWithResultCount(
  endpoint: string,
  resultCount: number | undefined,
  counted: number,
): readonly CrossCheck[] {
  return resultCount === undefined || resultCount <= counted
    ? []
    : [{ source: `${endpoint} resultCount`, told: resultCount, counted }];
}

/** @param counted number of records of a completely covered window */
export async function compareWithStats(
  { stats }: EventMeasure,
  counted: number,
  { window, dataSource }: ReadTarget & Pick<MeasureRequest, 'window'>,
): Promise<readonly CrossCheck[]> {
  if (stats === undefined) return [];
  const serverTotal = await dataSource.readStats(stats.series, window);
  if (
    serverTotal === undefined ||
    serverTotal === counted ||
    (stats.counts === 'all' && serverTotal > counted)
  )
    return [];
  return [{ source: `/threats/v1/stats/${stats.series}`, told: serverTotal, counted }];
}

export function mismatchText([first]: readonly CrossCheck[]): string | null {
  return first === undefined
    ? null
    : `${first.source} reports ${first.told}, but ${first.counted} were counted`;
}

/** A total that is so much higher shows that records are missing, and not only that the totals are made at another time. */
const MAX_MISSING_SHARE = 0.05;

/** Set when Mimecast reports clearly more records than it sent. */
export function missingText(checks: readonly CrossCheck[]): string | undefined {
  const missing = checks.filter(({ told, counted }) => told - counted > told * MAX_MISSING_SHARE);
  return mismatchText(missing) ?? undefined;
}
