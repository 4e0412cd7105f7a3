/**
 * All accepted messages that are not complete, and their items in order. Bounded. An item leaves the queue for a
 * request, and comes back to its front when it has to be sent again.
 */
import { type Finish, type PendingLimits, PendingMessages } from '../../pending-messages';
import { BODY_OVERHEAD, ITEM_OVERHEAD } from '../encode/body';
import { fullError, type HttpError, type Refusal } from '../errors';

/** A message that a source sends again until it is acknowledged. */
export interface Redelivery {
  /** the same for each attempt */
  readonly key: string;
  readonly attempt: number;
}

/** All items of one `msg`. */
interface PendingSend {
  readonly items: readonly Buffer[];
  readonly redelivery: Redelivery | undefined;
  readonly result: Promise<readonly Refusal[]>;
  remaining: number;
  readonly refusals: Refusal[];
  readonly finish: Finish<HttpError>;
}

export interface QueuedItem {
  readonly octets: Buffer;
  readonly index: number;
  /** never in a request with others */
  readonly alone: boolean;
  readonly pending: PendingSend;
  done: boolean;
}

export const SEND_QUEUE_LIMITS: PendingLimits = { messages: 100_000, bytes: 64 * 1024 * 1024 };

/** Bytes that an item takes in memory beside its text, about. */
const ITEM_COST = 100;
/** Items of a request. Receivers answer with some hundred bytes for each. */
export const MAX_BATCH_ITEMS = 10_000;
/** A share: steps of this size come to places that are far from each other. */
const GOLDEN_SECTION = 0.382;
/** taken items at the front before the array is compacted */
const COMPACT_THRESHOLD = 4096;

export class SendQueue {
  /** [next …): waiting */
  #items: QueuedItem[] = [];
  #next = 0;
  readonly #sends: PendingMessages<HttpError>;
  /** messages of sources, by their key */
  readonly #byKey = new Map<string, PendingSend>();
  /** of waiting items, with what separates them */
  #waitingBytes = 0;

  constructor(limits: PendingLimits = SEND_QUEUE_LIMITS) {
    this.#sends = new PendingMessages(limits);
  }

  /** number of incomplete messages */
  get size(): number {
    return this.#sends.size;
  }

  get waitingItems(): number {
    return this.#items.length - this.#next;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Whether waiting for others is no use: the next item is sent alone, or others of its message are sent already. */
  get isNextUrgent(): boolean {
    const next = this.#items[this.#next];
    return next !== undefined && (next.alone || next.index > 0);
  }

  /**
   * The result of an earlier attempt that is not complete: a source repeats a message that it takes for lost. Without
   * this, every attempt during an outage would be sent.
   */
  find(items: readonly Buffer[], redelivery: Redelivery): Promise<readonly Refusal[]> | undefined {
    const earlier = this.#byKey.get(redelivery.key);
    if (earlier?.redelivery === undefined || earlier.redelivery.attempt >= redelivery.attempt)
      return undefined;
    const isSame =
      earlier.items.length === items.length &&
      earlier.items.every((octets, index) => items[index]?.equals(octets) === true);
    return isSame ? earlier.result : undefined;
  }

  /**
   * Resolves once each of the items is accepted or refused for good, with those that are refused.
   * @throws HttpError HTTP_FULL, or the error passed to `failAll`
   */
  add(items: readonly Buffer[], alone: boolean, redelivery?: Redelivery): Promise<readonly Refusal[]> {
    if (items.length === 0) return Promise.resolve([]);
    const bytes = items.reduce((sum, { length }) => sum + length, 0);
    const cost = bytes + items.length * ITEM_COST;
    if (this.#sends.isFull(cost)) return Promise.reject(fullError(this.size));
    const refusals: Refusal[] = [];
    let settle: (error?: HttpError) => void = () => {};
    const result = new Promise<readonly Refusal[]>((resolve, reject) => {
      settle = (error) =>
        error === undefined ? resolve(refusals.sort((a, b) => a.record - b.record)) : reject(error);
    });
    const finish = this.#sends.add(cost, (error) => {
      if (redelivery !== undefined && this.#byKey.get(redelivery.key) === pending)
        this.#byKey.delete(redelivery.key);
      settle(error);
    });
    const pending: PendingSend = {
      ...{ items, redelivery, result },
      ...{ remaining: items.length, refusals, finish },
    };
    if (redelivery !== undefined) this.#byKey.set(redelivery.key, pending);
    for (const [index, octets] of items.entries())
      this.#items.push({ octets, index, alone, pending, done: false });
    this.#waitingBytes += bytes + items.length * ITEM_OVERHEAD;
    return result;
  }

  /** The items of the next request: as many as fit, at least one. */
  take(maxBytes: number, maxItems: number = MAX_BATCH_ITEMS): QueuedItem[] {
    const taken: QueuedItem[] = [];
    let bytes = BODY_OVERHEAD;
    while (taken.length < maxItems) {
      const item = this.#items[this.#next];
      if (item === undefined) break;
      const size = item.octets.length + ITEM_OVERHEAD;
      if (taken.length > 0 && (item.alone || bytes + size > maxBytes)) break;
      taken.push(item);
      bytes += size;
      this.#waitingBytes -= size;
      this.#next += 1;
      if (item.alone) break;
    }
    this.#compact();
    return taken;
  }

  accept(item: QueuedItem): void {
    this.#complete(item);
  }

  refuse(item: QueuedItem, reason: string, answer: string): void {
    item.pending.refusals.push({ record: item.index, code: 'HTTP_REFUSED', reason, answer });
    this.#complete(item);
  }

  /** Items that have to be sent again come first. */
  requeue(items: readonly QueuedItem[]): void {
    const again = items.filter(({ done }) => !done);
    for (const { octets } of again) this.#waitingBytes += octets.length + ITEM_OVERHEAD;
    this.#items = [...again, ...this.#items.slice(this.#next)];
    this.#next = 0;
  }

  /** Items that have to be sent again after all others. */
  requeueLast(items: readonly QueuedItem[]): void {
    const front = this.#items.slice(this.#next);
    this.#items = [];
    this.#next = 0;
    this.requeue(items);
    this.#items = [...front, ...this.#items];
  }

  /** The next item is one from elsewhere in the queue: records that are refused often come one after the other. */
  rotate(): void {
    const waiting = this.#items.slice(this.#next);
    const middle = Math.floor(waiting.length * GOLDEN_SECTION);
    this.#items = [...waiting.slice(middle), ...waiting.slice(0, middle)];
    this.#next = 0;
  }

  /** Rejects everything. */
  failAll(error: HttpError): void {
    this.#items = [];
    this.#next = 0;
    this.#waitingBytes = 0;
    this.#sends.failAll(error);
  }

  /** Resolves when nothing is incomplete. */
  drained(): Promise<void> {
    return this.#sends.drained();
  }

  #complete(item: QueuedItem): void {
    if (item.done) return;
    item.done = true;
    item.pending.remaining -= 1;
    if (item.pending.remaining === 0) item.pending.finish();
  }

  #compact(): void {
    if (this.#next < COMPACT_THRESHOLD && this.#next < this.#items.length) return;
    this.#items.splice(0, this.#next);
    this.#next = 0;
  }
}
