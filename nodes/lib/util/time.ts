/** Units of time, and days in UTC. */

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

/** By the names that node properties use. */
export const UNIT_MS = {
  seconds: SECOND_MS,
  minutes: MINUTE_MS,
  hours: HOUR_MS,
  days: DAY_MS,
  weeks: WEEK_MS,
} as const;

/** Rounds down to a full second. */
export function floorToSecond(epochMs: number): number {
  return Math.floor(epochMs / SECOND_MS) * SECOND_MS;
}

/** `YYYY-MM-DD` */
export function utcDay(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

/** @param day `YYYY-MM-DD` */
export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`);
}

export function dayAfter(day: string): string {
  return utcDay(startOfDay(day) + DAY_MS);
}

export function minDay(a: string, b: string): string {
  return a < b ? a : b;
}

export function maxDay(a: string, b: string): string {
  return a > b ? a : b;
}
