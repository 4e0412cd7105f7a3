import { createHash } from 'node:crypto';
import { DAY_MS, utcDay } from '../../util/time';

/**
 * Files that were read completely. They are not delivered again after a listing with fresh links or a rewind by time.
 * By UTC day of finishing: concatenated 64-bit hashes of the paths in base64url, 11 characters each. One string for
 * each day is cheap in a position that is saved often.
 */
export type FinishedByDay = Readonly<Record<string, string>>;

/** Days; one more than the retention of the feed. */
const RETENTION_DAYS = 8;
const HASH_LENGTH = 11;
/** About 220 KB for each stream; above it the oldest files are dropped first. */
const MAX_FILES = 20_000;

export class FinishedFiles {
  readonly #known: Set<string>;
  #days: FinishedByDay;

  constructor(saved: FinishedByDay) {
    this.#days = saved;
    this.#known = new Set(Object.values(saved).flatMap(hashesIn));
  }

  /** Part of the position; the object is never changed in place. */
  get byDay(): FinishedByDay {
    return this.#days;
  }

  has(path: string): boolean {
    return this.#known.has(hashOf(path));
  }

  add(path: string, now: number): void {
    const hash = hashOf(path);
    if (this.#known.has(hash)) return;
    this.#known.add(hash);
    const today = utcDay(now);
    this.#days = { ...this.#days, [today]: (this.#days[today] ?? '') + hash };
    if (this.#known.size > MAX_FILES || this.#isStale(now)) this.#expire(now);
  }

  #isStale(now: number): boolean {
    return Object.keys(this.#days).some((day) => day < oldestKeptDay(now));
  }

  #expire(now: number): void {
    const recent = Object.entries(this.#days)
      .filter(([day]) => day >= oldestKeptDay(now))
      .sort(([a], [b]) => (a < b ? 1 : -1));
    let remaining = MAX_FILES;
    const days: Record<string, string> = {};
    for (const [day, hashes] of recent) {
      const kept = hashes.slice(-remaining * HASH_LENGTH);
      remaining -= kept.length / HASH_LENGTH;
      days[day] = kept;
      if (remaining === 0) break;
    }
    this.#days = days;
    this.#known.clear();
    for (const hash of Object.values(days).flatMap(hashesIn)) this.#known.add(hash);
  }
}

function oldestKeptDay(now: number): string {
  return utcDay(now - RETENTION_DAYS * DAY_MS);
}

function hashOf(path: string): string {
  return createHash('sha256').update(path).digest().toString('base64url', 0, 8);
}

function hashesIn(joined: string): string[] {
  return joined.match(/.{11}/g) ?? [];
}
