/** How large the next request may be: the receiver may take less than the setting says, or refuse a record in it. */
import { BODY_OVERHEAD, ITEM_OVERHEAD } from '../encode/body';
import { MAX_BATCH_ITEMS, type QueuedItem } from './send-queue';

/** Requests in a row after which larger ones are tried again: a 413 may have been that of a proxy. */
const GROW_AFTER = 50;

export class RequestSize {
  /** bytes */
  #maxBytes: number;
  /** less than usual while a record is searched that the receiver refuses */
  #maxItems = MAX_BATCH_ITEMS;
  /** requests in a row that were not too large, since the last change of the bytes */
  #fitting = 0;
  readonly #setting: number;

  constructor(setting: number) {
    this.#setting = setting;
    this.#maxBytes = setting;
  }

  get maxBytes(): number {
    return this.#maxBytes;
  }

  get maxItems(): number {
    return this.#maxItems;
  }

  /** After a 413. @returns the bytes that were sent */
  halveBytes(items: readonly QueuedItem[]): number {
    const sent = items.reduce((sum, { octets }) => sum + octets.length + ITEM_OVERHEAD, BODY_OVERHEAD);
    this.#maxBytes = Math.ceil(sent / 2);
    this.#fitting = 0;
    return sent;
  }

  /** One of the items may be the reason of a refusal. */
  halveItems(count: number): void {
    this.#maxItems = Math.ceil(count / 2);
  }

  single(): void {
    this.#maxItems = 1;
  }

  get isSearching(): boolean {
    return this.#maxItems < MAX_BATCH_ITEMS;
  }

  /** For the first request after an outage. */
  allItems(): void {
    this.#maxItems = MAX_BATCH_ITEMS;
  }

  /** A request was accepted: the next ones have twice as many items, and after a while twice as many bytes. */
  grow(): void {
    this.#maxItems = Math.min(MAX_BATCH_ITEMS, this.#maxItems * 2);
    if (this.#maxBytes >= this.#setting) return;
    this.#fitting += 1;
    if (this.#fitting < GROW_AFTER) return;
    this.#maxBytes = Math.min(this.#setting, this.#maxBytes * 2);
    this.#fitting = 0;
  }
}
