/** Requests that Splunk has received and not indexed yet (HEC indexer acknowledgement). */
import type { QueuedItem } from './send-queue';

interface Unindexed {
  readonly items: readonly QueuedItem[];
  /** ms of the monotonic clock */
  readonly sentAt: number;
}

/** All in ms. */
export interface UnindexedTimes {
  /** between two questions, at first */
  readonly pollMs: number;
  /** between two questions, when nothing is indexed for long */
  readonly maxPollMs: number;
  /** A request that is not indexed by then is sent again: Splunk may have lost it, or its id. */
  readonly indexedWithinMs: number;
}

/** Requests. Further ones wait in the queue. */
const MAX_UNINDEXED = 32;

export class UnindexedRequests {
  readonly #requests = new Map<number, Unindexed>();
  #highestId = -1;
  #pollMs: number;
  /** ms of the monotonic clock */
  #pollAt = Number.POSITIVE_INFINITY;
  readonly #times: UnindexedTimes;

  constructor(times: UnindexedTimes) {
    this.#times = times;
    this.#pollMs = times.pollMs;
  }

  get isFull(): boolean {
    return this.#requests.size >= MAX_UNINDEXED;
  }

  get ids(): readonly number[] {
    return [...this.#requests.keys()];
  }

  /** ms until the next question; infinite where there is nothing to ask */
  waitMs(now: number): number {
    return this.#requests.size === 0 ? Number.POSITIVE_INFINITY : Math.max(0, this.#pollAt - now);
  }

  /**
   * Ids count up. A lower one shows that Splunk has restarted and counts from 0 again: it has forgotten the earlier
   * ones, and would give their answers for later requests.
   * @returns the items of forgotten requests, to be sent again
   */
  add(ackId: number, items: readonly QueuedItem[], now: number): readonly QueuedItem[] {
    const forgotten = ackId <= this.#highestId ? this.#removeAll() : [];
    this.#highestId = ackId;
    this.#requests.set(ackId, { items, sentAt: now });
    this.#pollMs = this.#times.pollMs;
    this.#pollAt = Math.min(this.#pollAt, now + this.#pollMs);
    return forgotten;
  }

  /** @returns the items of requests that are indexed, and of those that are not in time */
  settle(
    indexedIds: ReadonlySet<number>,
    now: number,
  ): { readonly indexed: readonly QueuedItem[]; readonly late: readonly QueuedItem[] } {
    const [indexed, late]: [QueuedItem[], QueuedItem[]] = [[], []];
    for (const [ackId, { items, sentAt }] of this.#requests) {
      const isIndexed = indexedIds.has(ackId);
      if (!isIndexed && now - sentAt < this.#times.indexedWithinMs) continue;
      this.#requests.delete(ackId);
      for (const item of items) (isIndexed ? indexed : late).push(item);
    }
    const { pollMs, maxPollMs } = this.#times;
    this.#pollMs = indexed.length > 0 ? pollMs : Math.min(this.#pollMs * 2, maxPollMs);
    this.pollAgainIn(this.#pollMs, now);
    return { indexed, late };
  }

  pollAgainIn(ms: number, now: number): void {
    this.#pollAt = this.#requests.size === 0 ? Number.POSITIVE_INFINITY : now + ms;
  }

  #removeAll(): readonly QueuedItem[] {
    const items = [...this.#requests.values()].flatMap((request) => request.items);
    this.#requests.clear();
    return items;
  }
}
