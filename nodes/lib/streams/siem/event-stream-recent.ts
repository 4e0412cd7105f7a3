import { SHORT_HASH_LENGTH } from '../paged/canonical';

const BUCKET_MS = 10 * 60_000;
const KEPT_MS = 24 * 60 * 60_000;
/** About 600 KB of position; at the quota of the feed that is two hours, for most tenants all of a day. */
const MAX_HASHES = 50_000;

/**
 * What was emitted lately: a page may repeat events of the one before it (wire.md 14, row 4), and a
 * rewind by time brings again what it finds.
 */
export class RecentEvents {
  readonly #buckets: Map<string, string>;
  readonly #known: Set<string>;
  #complete: number;

  /** @param complete epoch ms: nothing that was emitted since has been forgotten */
  constructor(saved: Readonly<Record<string, string>>, complete: number) {
    this.#complete = complete;
    this.#buckets = new Map(Object.entries(saved));
    this.#known = new Set([...this.#buckets.values()].flatMap(hashesIn));
  }

  get saved(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#buckets);
  }

  /** Epoch ms: nothing that was emitted since has been forgotten for want of room. */
  get knownSince(): number {
    return this.#complete;
  }

  has(hash: string): boolean {
    return this.#known.has(hash);
  }

  /** @param now epoch ms at which they are emitted */
  add(hashes: readonly string[], now: number): void {
    if (hashes.length === 0) return;
    const bucket = String(Math.floor(now / BUCKET_MS));
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? '') + hashes.join(''));
    for (const hash of hashes) this.#known.add(hash);
    this.#forget(now);
  }

  /** Never the newest two, whatever they hold: that is more than the page before. */
  #forget(now: number): void {
    for (const bucket of this.#inOrder().slice(0, -2)) {
      const stale = (Number(bucket) + 1) * BUCKET_MS < now - KEPT_MS;
      if (!stale && this.#known.size <= MAX_HASHES) return;
      for (const hash of hashesIn(this.#buckets.get(bucket) ?? '')) this.#known.delete(hash);
      this.#buckets.delete(bucket);
      // What is too old to be had again needs no memory.
      if (!stale) this.#complete = (Number(bucket) + 1) * BUCKET_MS;
    }
  }

  #inOrder(): string[] {
    return [...this.#buckets.keys()].sort((a, b) => Number(a) - Number(b));
  }
}

function hashesIn(joined: string): string[] {
  return Array.from({ length: joined.length / SHORT_HASH_LENGTH }, (_, i) =>
    joined.slice(i * SHORT_HASH_LENGTH, (i + 1) * SHORT_HASH_LENGTH),
  );
}
