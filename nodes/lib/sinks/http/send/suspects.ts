/**
 * Finds the records that make a receiver refuse requests with answers that name none. A search begins with such an
 * answer, and ends when large requests are accepted again, or with an outage. A record that is refused alone is itself
 * the reason, if the receiver accepts another one during the search; otherwise it may be a setting.
 */
import type { QueuedItem } from './send-queue';

/** Records that are refused alone before any is accepted: so many are no accident. */
const MAX_SUSPECTS = 8;
/** Records that are put aside after one was accepted: the receiver may have become misconfigured since. */
const MAX_REFUSED_IN_A_ROW = 100;

export class Suspects {
  #items: QueuedItem[] = [];
  #searching = false;
  #proven = false;
  /** records that were put aside since one was accepted */
  #refused = 0;

  begin(): void {
    this.#searching = true;
  }

  /** Whether a record that is refused alone now is the reason. */
  get isProven(): boolean {
    return this.#proven && this.#refused < MAX_REFUSED_IN_A_ROW;
  }

  get isFull(): boolean {
    return this.#items.length >= MAX_SUSPECTS;
  }

  add(item: QueuedItem): void {
    this.#items.push(item);
    this.#searching = true;
  }

  countRefused(): void {
    this.#refused += 1;
  }

  /** The receiver has accepted a record. @returns those that are to be sent alone once more */
  prove(): readonly QueuedItem[] {
    this.#proven = this.#searching;
    this.#refused = 0;
    return this.#items.splice(0);
  }

  /** The search is over. @returns those that have to be sent again */
  end(): readonly QueuedItem[] {
    this.#searching = false;
    this.#proven = false;
    return this.#items.splice(0);
  }
}
