import { SHORT_HASH_LENGTH } from '../../util/canonical-json';
import { DAY_MS, MINUTE_MS } from '../../util/time';

const BUCKET_MS = 10 * MINUTE_MS;
const RETENTION_MS = DAY_MS;
/** Hashes: about 600 KB of position. At the full rate of the feed that is two hours; for most tenants it is a whole day. */
const MAX_HASHES = 50_000;
/** The newest two buckets are kept above that, up to this. */
const MAX_RECENT_HASHES = 2 * MAX_HASHES;

/**
 * Hashes of recently emitted events: a page may repeat events of the previous one (wire.md 14, row 4), and a rewind by
 * time reads events again.
 */
export class RecentEventCache {
  readonly #buckets: Map<string, string>;
  readonly #known: Set<string>;
  #completeSince: number;

  /** @param completeSince epoch ms: the hashes are complete for events that were emitted since */
  constructor(saved: Readonly<Record<string, string>>, completeSince: number) {
    this.#completeSince = completeSince;
    this.#buckets = new Map(Object.entries(saved));
    this.#known = new Set([...this.#buckets.values()].flatMap(hashesIn));
  }

  get saved(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#buckets);
  }

  /** Epoch ms: the hashes are complete for events that were emitted since, and are still within the retention. */
  get knownSince(): number {
    return this.#completeSince;
  }

  has(hash: string): boolean {
    return this.#known.has(hash);
  }

  /** @param now epoch ms of the emission */
  add(hashes: readonly string[], now: number): void {
    if (hashes.length === 0) return;
    const bucket = String(Math.floor(now / BUCKET_MS));
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? '') + hashes.join(''));
    for (const hash of hashes) this.#known.add(hash);
    this.#expire(now);
    if (this.#known.size > MAX_RECENT_HASHES) this.#keepNewest(now);
  }

  /** More than the feed can have sent within the newest two buckets: its quota allows 30,000 events an hour. */
  #keepNewest(now: number): void {
    const all = this.#sortedBuckets()
      .map((bucket) => this.#buckets.get(bucket) ?? '')
      .join('');
    const kept = all.slice(-MAX_HASHES * SHORT_HASH_LENGTH);
    this.#buckets.clear();
    this.#buckets.set(String(Math.floor(now / BUCKET_MS)), kept);
    this.#known.clear();
    for (const hash of hashesIn(kept)) this.#known.add(hash);
    this.#completeSince = now;
  }

  /** Drops old buckets, but never the newest two: they cover at least the previous page. */
  #expire(now: number): void {
    for (const bucket of this.#sortedBuckets().slice(0, -2)) {
      const isExpired = (Number(bucket) + 1) * BUCKET_MS < now - RETENTION_MS;
      if (!isExpired && this.#known.size <= MAX_HASHES) return;
      for (const hash of hashesIn(this.#buckets.get(bucket) ?? '')) this.#known.delete(hash);
      this.#buckets.delete(bucket);
      // The feed can't return events beyond the retention again, so their hashes do not count as missing.
      if (!isExpired) this.#completeSince = (Number(bucket) + 1) * BUCKET_MS;
    }
  }

  #sortedBuckets(): string[] {
    return [...this.#buckets.keys()].sort((a, b) => Number(a) - Number(b));
  }
}

function hashesIn(joined: string): string[] {
  return Array.from({ length: joined.length / SHORT_HASH_LENGTH }, (_, i) =>
    joined.slice(i * SHORT_HASH_LENGTH, (i + 1) * SHORT_HASH_LENGTH),
  );
}
