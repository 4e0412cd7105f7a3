import { DAY } from '../common/dates';
import { mix, Random, wordHash } from '../common/random';

/** Messages with the tenant's domains as sender on one day (UTC), as receivers reported them to DMARC Analyzer. */
export interface DmarcDay {
  /** `2026-11-20` */
  readonly date: string;
  readonly total: number;
  readonly aligned: number;
}

/** Every day of a range. The same range gives the same numbers. */
export function dmarcDays(seed: number, from: number, to: number): readonly DmarcDay[] {
  const days: DmarcDay[] = [];
  for (let day = Math.floor(from / DAY); day * DAY < to; day += 1) {
    const random = new Random(mix(mix(seed, wordHash('dmarc')), day));
    const total = 800 + random.below(400);
    const aligned = total - random.below(Math.floor(total / 8));
    days.push({ date: new Date(day * DAY).toISOString().slice(0, 10), total, aligned });
  }
  return days;
}
