import { SHORT_HASH_LENGTH } from '../paged/canonical';
import type { Hashes } from './position';

const BUCKET_MS = 10 * 60 * 1000;

/** About 600 KB of position. Beyond it the oldest are forgotten, and the nightly sweep begins later. */
const MAX_HASHES = 50_000;

/**
 * What was emitted, counted: two records that say the same are two, and the third of a kind is new when two
 * were emitted. `read` is the part of it that the reading under way has met again or emitted itself; only the
 * rest can make a record a duplicate.
 */
export class Seen {
  readonly #emitted: Map<string, string>;
  #read: Map<string, string>;
  /** times that a hash was emitted and not met again yet */
  #credit = new Map<string, number>();
  #size: number;
  readonly #unique: boolean;
  readonly #most: number;

  /** @param unique the hashes are of ids: a record is a duplicate however often it is met */
  constructor(emitted: Hashes, read: Hashes, unique: boolean, most = MAX_HASHES) {
    this.#unique = unique;
    this.#most = most;
    this.#emitted = new Map(Object.entries(emitted));
    this.#read = new Map(Object.entries(read));
    this.#size = [...this.#emitted.values()].reduce(
      (sum, joined) => sum + joined.length / SHORT_HASH_LENGTH,
      0,
    );
    this.#count();
  }

  get saved(): { readonly emitted: Hashes; readonly read: Hashes } {
    return { emitted: Object.fromEntries(this.#emitted), read: Object.fromEntries(this.#read) };
  }

  /** Whether a record that was just read had been emitted; to be asked once for each. */
  take(hash: string): boolean {
    const left = this.#credit.get(hash) ?? 0;
    if (left > 0) this.#credit.set(hash, left - 1);
    else if (this.#unique) this.#credit.set(hash, Number.POSITIVE_INFINITY);
    return left > 0;
  }

  /** @param at epoch ms */
  emit(hash: string, at: number): void {
    append(this.#emitted, hash, at);
    this.#size += 1;
  }

  /** The page on which it was is behind us. */
  behind(hash: string, at: number): void {
    if (!this.#unique) append(this.#read, hash, at);
  }

  /** The range is read from its beginning: everything counts again. */
  startOver(): void {
    this.#read = new Map();
    this.#count();
  }

  /** For a reading in ascending order: what is older won't be met any more. Epoch ms. */
  forgetRead(before: number): void {
    for (const bucket of olderThan(this.#read, before)) this.#read.delete(bucket);
  }

  /**
   * Forgets what is older than `before`, and what is too much, but nothing from `keep` on. Epoch ms.
   * @returns since when nothing has been forgotten, epoch ms
   */
  forget(before: number, keep: number, knownSince: number): number {
    let known = knownSince;
    for (const bucket of olderThan(this.#emitted, keep)) {
      const end = (Number(bucket) + 1) * BUCKET_MS;
      if (end > before && this.#size <= this.#most) break;
      this.#size -= (this.#emitted.get(bucket) ?? '').length / SHORT_HASH_LENGTH;
      this.#emitted.delete(bucket);
      known = Math.max(known, end);
    }
    return known;
  }

  #count(): void {
    const credit = new Map<string, number>();
    for (const hash of hashesIn(this.#emitted)) {
      credit.set(hash, this.#unique ? Number.POSITIVE_INFINITY : (credit.get(hash) ?? 0) + 1);
    }
    for (const hash of hashesIn(this.#read)) credit.set(hash, (credit.get(hash) ?? 0) - 1);
    this.#credit = credit;
  }
}

function append(buckets: Map<string, string>, hash: string, at: number): void {
  const bucket = String(Math.floor(at / BUCKET_MS));
  buckets.set(bucket, (buckets.get(bucket) ?? '') + hash);
}

/** Buckets that end at or before `epochMs`, oldest first. */
function olderThan(buckets: ReadonlyMap<string, string>, epochMs: number): string[] {
  const last = Math.floor(epochMs / BUCKET_MS);
  return [...buckets.keys()].filter((bucket) => Number(bucket) < last).sort((a, b) => Number(a) - Number(b));
}

function* hashesIn(buckets: ReadonlyMap<string, string>): Generator<string> {
  for (const joined of buckets.values()) {
    for (let at = 0; at < joined.length; at += SHORT_HASH_LENGTH)
      yield joined.slice(at, at + SHORT_HASH_LENGTH);
  }
}
