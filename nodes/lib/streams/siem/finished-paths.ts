import { createHash } from 'node:crypto';
import { dayOf } from './calendar';

/**
 * Files that were read to their end, so that neither a listing with other links nor a rewind by time delivers
 * them again. By day of finishing: 64-bit hashes of the path in base64, 11 characters each, run together;
 * one string a day is cheap to keep in a position that is saved often.
 */
export type FinishedByDay = Readonly<Record<string, string>>;

/** One day longer than the retention of the feed. */
const KEPT_DAYS = 8;
const HASH_LENGTH = 11;
/** About 220 KB a stream; beyond it the oldest are forgotten first. */
const MAX_FILES = 20_000;

export class FinishedPaths {
  readonly #known: Set<string>;
  #days: FinishedByDay;

  constructor(saved: FinishedByDay) {
    this.#days = saved;
    this.#known = new Set(Object.values(saved).flatMap(hashesIn));
  }

  /** For the position: never changed in place. */
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
    const today = dayOf(now);
    this.#days = { ...this.#days, [today]: (this.#days[today] ?? '') + hash };
    if (this.#known.size > MAX_FILES || this.#isStale(now)) this.#forget(now);
  }

  #isStale(now: number): boolean {
    return Object.keys(this.#days).some((day) => day < firstKeptDay(now));
  }

  #forget(now: number): void {
    const fresh = Object.entries(this.#days)
      .filter(([day]) => day >= firstKeptDay(now))
      .sort(([a], [b]) => (a < b ? 1 : -1));
    let room = MAX_FILES;
    const days: Record<string, string> = {};
    for (const [day, hashes] of fresh) {
      const kept = hashes.slice(-room * HASH_LENGTH);
      room -= kept.length / HASH_LENGTH;
      days[day] = kept;
      if (room === 0) break;
    }
    this.#days = days;
    this.#known.clear();
    for (const hash of Object.values(days).flatMap(hashesIn)) this.#known.add(hash);
  }
}

function firstKeptDay(now: number): string {
  return dayOf(now - KEPT_DAYS * 24 * 60 * 60 * 1000);
}

function hashOf(path: string): string {
  return createHash('sha256').update(path).digest().toString('base64url', 0, 8);
}

function hashesIn(joined: string): string[] {
  return joined.match(/.{11}/g) ?? [];
}
