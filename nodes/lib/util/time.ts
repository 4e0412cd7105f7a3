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

const numbers = (count: number, digits: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => String(number).padStart(digits, '0'));
const TWO_DIGITS = numbers(60, 2);
const MILLISECONDS = numbers(SECOND_MS, 3);

/** The latest time of a `Date`. */
const MAX_DATE_MS = 100_000_000 * DAY_MS;

/** The text of `toISOString`. Events follow one another in time: the day is looked up once, which is four times as fast. */
function createIsoTime(): (epochMs: number) => string {
  let lastDay = Number.NaN;
  let start = '';
  return (epochMs) => {
    if (!Number.isInteger(epochMs) || Math.abs(epochMs) > MAX_DATE_MS) return new Date(epochMs).toISOString();
    const day = Math.floor(epochMs / DAY_MS);
    if (day !== lastDay) {
      start = new Date(epochMs).toISOString().slice(0, -'00:00:00.000Z'.length);
      lastDay = day;
    }
    const ms = epochMs - day * DAY_MS;
    const hours = TWO_DIGITS[Math.floor(ms / HOUR_MS)];
    const minutes = TWO_DIGITS[Math.floor(ms / MINUTE_MS) % 60];
    const seconds = TWO_DIGITS[Math.floor(ms / SECOND_MS) % 60];
    return `${start}${hours}:${minutes}:${seconds}.${MILLISECONDS[ms % SECOND_MS]}Z`;
  };
}

/** `YYYY-MM-DDThh:mm:ss.mmmZ` */
export const isoTime = createIsoTime();

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
