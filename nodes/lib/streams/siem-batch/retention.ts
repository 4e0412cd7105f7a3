import { DAY_MS, utcDay } from '../../util/time';

/** The batch feed keeps seven days, counted back from the time of the request. */
export const RETENTION_MS = 7 * DAY_MS;

/**
 * The oldest day that may be requested: today − 6 d. The API compares times, not days, so the midnight of
 * today − 7 d is already too old (wire.md 4.1, first run).
 */
export function oldestDay(now: number): string {
  return utcDay(now - 6 * DAY_MS);
}
