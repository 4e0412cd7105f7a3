/** Counts by the hour as a short text: a page with thousands of lines would otherwise be megabytes of numbers. */

/** hours of a line: 7 days */
export const LINE_HOURS = 168;

/** Levels from 0 on. A point has one of 64. */
const LEVELS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';
const TOP = LEVELS.length - 1;
/** The point of an hour in which nothing was recorded, which is not zero. */
const UNKNOWN = '.';

export interface HourLine {
  /** the highest count of an hour, exact */
  readonly max: number;
  /** of all hours, exact */
  readonly total: number;
  /** LINE_HOURS points, the oldest first; '' when nothing was ever recorded. See `decodeHours`. */
  readonly points: string;
}

export const EMPTY_LINE: HourLine = { max: 0, total: 0, points: '' };

/** @param counts LINE_HOURS counts, the oldest first; null: nothing was recorded */
export function encodeHours(counts: readonly (number | null)[]): HourLine {
  let max = 0;
  let total = 0;
  let recorded = false;
  for (const count of counts) {
    if (count === null) continue;
    recorded = true;
    total += count;
    if (count > max) max = count;
  }
  if (!recorded) return EMPTY_LINE;
  let points = '';
  for (const count of counts) points += count === null ? UNKNOWN : LEVELS.charAt(levelOf(count, max));
  return { max, total, points };
}

/** A count above zero is never drawn as zero. */
const levelOf = (count: number, max: number): number =>
  count <= 0 ? 0 : Math.max(1, Math.round((count / max) * TOP));

/**
 * Counts to draw, the oldest first: exact for 0 and for the maximum, else within one 63rd of the maximum. null: nothing
 * was recorded. An empty list: there is no line.
 */
export function decodeHours({ max, points }: HourLine): readonly (number | null)[] {
  return Array.from(points, (point) => {
    const level = LEVELS.indexOf(point);
    return level === -1 ? null : Math.round((level / TOP) * max);
  });
}
