import { z } from 'zod';
import { KEPT_HOURS } from '../../contracts/overview';

/** The last value of an hour. Hours without a measurement have none. */
export type HourValue = readonly [hour: number, value: number];

export const hourValuesSchema = z
  .array(z.tuple([z.number().int(), z.number()]).readonly())
  .max(KEPT_HOURS)
  .readonly()
  .catch([]);

/** Replaces the value of the same hour. Drops what is older than KEPT_HOURS, and later hours after the clock was put back. */
export function addHourValue(values: readonly HourValue[], hour: number, value: number): HourValue[] {
  const kept = values.filter(([at]) => at < hour && at > hour - KEPT_HOURS);
  return [...kept, [hour, value]];
}

/** The last value of each of `count` days, that of `lastDay` is the last one. @param lastDay days since the epoch */
export function dayValues(values: readonly HourValue[], lastDay: number, count: number): (number | null)[] {
  const days = new Array<number | null>(count).fill(null);
  for (const [hour, value] of values) {
    const at = Math.floor(hour / 24) - (lastDay - count + 1);
    if (at >= 0 && at < count) days[at] = value;
  }
  return days;
}
