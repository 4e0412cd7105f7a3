import { KEPT_HOURS } from '../../contracts/overview';
import { HOUR_MS } from '../../util/time';

/** No count can reach it. */
const NOTHING = 0xffff_ffff;
const MAX_COUNT = NOTHING - 1;
/** The hour and the one before may both get counts while the clock is adjusted by seconds. */
const TOLERATED_HOURS = 1;

/** Whole hours since the epoch, UTC: no change of daylight saving moves them. */
export const hourOf = (epochMs: number): number => Math.floor(epochMs / HOUR_MS);

/**
 * Counts of the last KEPT_HOURS hours. Nothing recorded is not zero. An hour is a place in a ring, so that a new hour
 * moves nothing.
 */
export class HourCounts {
  readonly #ring = new Uint32Array(KEPT_HOURS).fill(NOTHING);
  /** the latest hour with a place in the ring */
  #last: number | undefined;

  add(hour: number, count: number): void {
    this.#moveTo(hour);
    const before = this.get(hour) ?? 0;
    this.#ring[placeOf(hour)] = Math.min(before + Math.max(0, Math.round(count)), MAX_COUNT);
  }

  /** null: nothing was recorded */
  get(hour: number): number | null {
    const last = this.#last;
    if (last === undefined || hour > last || hour <= last - KEPT_HOURS) return null;
    const count = this.#ring[placeOf(hour)] ?? NOTHING;
    return count === NOTHING ? null : count;
  }

  /** @returns `length` counts, that of `end` is the last one */
  until(end: number, length: number): (number | null)[] {
    return Array.from({ length }, (_, index) => this.get(end - length + 1 + index));
  }

  /** Of the same hours. */
  sum(end: number, length: number): number {
    let total = 0;
    for (let hour = end - length + 1; hour <= end; hour += 1) total += this.get(hour) ?? 0;
    return total;
  }

  get latest(): number | undefined {
    return this.#last;
  }

  /** `<latest hour>:<runs, the newest first>`; a run is `count` or `count*hours`, `-` for nothing, numbers to base 36. */
  serialize(): string {
    const last = this.#last;
    if (last === undefined) return '';
    const runs: { text: string; hours: number }[] = [];
    for (let hour = last; hour > last - KEPT_HOURS; hour -= 1) {
      const text = this.get(hour)?.toString(36) ?? '-';
      const run = runs.at(-1);
      if (run?.text === text) run.hours += 1;
      else runs.push({ text, hours: 1 });
    }
    if (runs.at(-1)?.text === '-') runs.pop();
    const texts = runs.map(({ text, hours }) => (hours === 1 ? text : `${text}*${hours.toString(36)}`));
    return `${last.toString(36)}:${texts.join(',')}`;
  }

  /** What can't be read is not recorded. */
  static parse(text: string): HourCounts {
    const counts = new HourCounts();
    const [head = '', body = ''] = text.split(':');
    const last = Number.parseInt(head, 36);
    if (!Number.isSafeInteger(last) || last < 0) return counts;
    let hour = last;
    counts.#last = last;
    for (const run of body.split(',')) {
      const [value = '', times = '1'] = run.split('*');
      const hours = Number.parseInt(times, 36);
      const count = value === '-' ? NOTHING : Number.parseInt(value, 36);
      const isSound = hours > 0 && count >= 0 && count <= NOTHING;
      for (let left = isSound ? hours : 0; left > 0 && hour > last - KEPT_HOURS; left -= 1, hour -= 1)
        counts.#ring[placeOf(hour)] = count;
    }
    return counts;
  }

  #moveTo(hour: number): void {
    const last = this.#last;
    // Earlier than everything, or the first one.
    if (last === undefined || hour <= last - KEPT_HOURS || hour >= last + KEPT_HOURS) {
      this.#ring.fill(NOTHING);
      this.#last = hour;
      return;
    }
    // The clock was put back: later hours have counts of the wrong clock.
    for (let later = last; later > hour + TOLERATED_HOURS; later -= 1) this.#ring[placeOf(later)] = NOTHING;
    for (let next = last + 1; next <= hour; next += 1) this.#ring[placeOf(next)] = NOTHING;
    this.#last = hour > last ? hour : Math.min(last, hour + TOLERATED_HOURS);
  }
}

const placeOf = (hour: number): number => ((hour % KEPT_HOURS) + KEPT_HOURS) % KEPT_HOURS;
