/** Days in the format of the batch feed: `YYYY-MM-DD`, UTC (wire.md 4.1). */

const DAY_MS = 24 * 60 * 60 * 1000;

/** The feed keeps seven days, counted back from the time of the request. */
export const RETENTION_MS = 7 * DAY_MS;

export function utcDay(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`);
}

export function dayAfter(day: string): string {
  return utcDay(startOfDay(day) + DAY_MS);
}

/**
 * The oldest day that may be requested: today − 6 d. The API compares times, not days, so the midnight of
 * today − 7 d is already too old (wire.md 4.1, first run).
 */
export function oldestDay(now: number): string {
  return utcDay(now - 6 * DAY_MS);
}

export function maxDay(a: string, b: string): string {
  return a > b ? a : b;
}
