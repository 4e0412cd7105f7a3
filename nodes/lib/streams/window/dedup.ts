import { SHORT_HASH_LENGTH } from '../../util/canonical-json';
import { MINUTE_MS } from '../../util/time';
import type { Hashes } from './position';

const BUCKET_MS = 10 * MINUTE_MS;

/** Hashes: about 600 KB of position. Above it the oldest are dropped, and the nightly sweep starts later. */
const MAX_HASHES = 50_000;

/**
 * Counts the emitted records by hash: of three equal records the third is new when two were emitted before. `read`
 * holds the hashes that the current pass over the slice has read again or emitted itself; only the remaining ones
 * can make a record a duplicate.
 */
export class DedupWindow {
  readonly #emitted: Map<string, string>;
  #read: Map<string, string>;
  /** by hash: times that it was emitted and not yet read again in the current pass */
  #unmatched = new Map<string, number>();
  #size: number;
  #readSize: number;
  readonly #unique: boolean;
  readonly #maxHashes: number;

  /** @param unique the hashes are of ids: a record is a duplicate each time that it is read again */
  constructor(emitted: Hashes, read: Hashes, unique: boolean, maxHashes = MAX_HASHES) {
    this.#unique = unique;
    this.#maxHashes = maxHashes;
    this.#emitted = new Map(Object.entries(emitted));
    this.#read = new Map(Object.entries(read));
    this.#size = countIn(this.#emitted);
    this.#readSize = countIn(this.#read);
    this.#recount();
  }

  get saved(): { readonly emitted: Hashes; readonly read: Hashes } {
    return { emitted: Object.fromEntries(this.#emitted), read: Object.fromEntries(this.#read) };
  }

  /** hashes of both kinds */
  get size(): number {
    return this.#size + this.#readSize;
  }

  /** Whether a record was emitted before. Consumes one count: call it once for each record that is read. */
  isDuplicate(hash: string): boolean {
    const remaining = this.#unmatched.get(hash) ?? 0;
    if (remaining > 0) this.#unmatched.set(hash, remaining - 1);
    else if (this.#unique) this.#unmatched.set(hash, Number.POSITIVE_INFINITY);
    return remaining > 0;
  }

  /** @param at epoch ms */
  addEmitted(hash: string, at: number): void {
    append(this.#emitted, hash, at);
    this.#size += 1;
  }

  /** Marks a record as read in the current pass, once its page is complete. */
  markRead(hash: string, at: number): void {
    if (this.#unique) return;
    append(this.#read, hash, at);
    this.#readSize += 1;
  }

  /** Starts a new pass from the beginning of the range. */
  restart(): void {
    this.#read = new Map();
    this.#readSize = 0;
    this.#recount();
  }

  /**
   * Drops hashes of records that were read and can't appear again, when records are in ascending order.
   * @param before epoch ms
   */
  expireRead(before: number): void {
    for (const bucket of bucketsBefore(this.#read, before)) {
      this.#readSize -= countOf(this.#read.get(bucket));
      this.#read.delete(bucket);
    }
  }

  /**
   * Drops emitted hashes that are older than `before` or exceed the limit, but never those from `keep` on. Epoch ms.
   * @returns since when the hashes are complete, epoch ms
   */
  expireEmitted(before: number, keep: number, knownSince: number): number {
    let completeSince = knownSince;
    for (const bucket of bucketsBefore(this.#emitted, keep)) {
      const end = (Number(bucket) + 1) * BUCKET_MS;
      if (end > before && this.#size <= this.#maxHashes) break;
      this.#size -= countOf(this.#emitted.get(bucket));
      this.#emitted.delete(bucket);
      completeSince = Math.max(completeSince, end);
    }
    return completeSince;
  }

  #recount(): void {
    const unmatched = new Map<string, number>();
    for (const hash of hashesIn(this.#emitted)) {
      unmatched.set(hash, this.#unique ? Number.POSITIVE_INFINITY : (unmatched.get(hash) ?? 0) + 1);
    }
    for (const hash of hashesIn(this.#read)) unmatched.set(hash, (unmatched.get(hash) ?? 0) - 1);
    this.#unmatched = unmatched;
  }
}

const countOf = (joined = ''): number => joined.length / SHORT_HASH_LENGTH;

const countIn = (buckets: ReadonlyMap<string, string>): number =>
  [...buckets.values()].reduce((sum, joined) => sum + countOf(joined), 0);

function append(buckets: Map<string, string>, hash: string, at: number): void {
  const bucket = String(Math.floor(at / BUCKET_MS));
  buckets.set(bucket, (buckets.get(bucket) ?? '') + hash);
}

/** Buckets that end at or before `epochMs`, oldest first. */
function bucketsBefore(buckets: ReadonlyMap<string, string>, epochMs: number): string[] {
  const last = Math.floor(epochMs / BUCKET_MS);
  return [...buckets.keys()].filter((bucket) => Number(bucket) < last).sort((a, b) => Number(a) - Number(b));
}

function* hashesIn(buckets: ReadonlyMap<string, string>): Generator<string> {
  for (const joined of buckets.values()) {
    for (let at = 0; at < joined.length; at += SHORT_HASH_LENGTH)
      yield joined.slice(at, at + SHORT_HASH_LENGTH);
  }
}
