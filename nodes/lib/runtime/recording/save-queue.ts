import { MINUTE_MS, SECOND_MS } from '../../util/time';

export interface Saver {
  /** Never rejects. */
  save(): Promise<void>;
}

/**
 * Groups the writes of the histories: of each at most one a minute, of all at most one a second. A thousand accounts that
 * change all the time are each written every 17 minutes, and all of them on close.
 */
export class SaveQueue {
  /** in the order of the requests; monotonic ms from which each may be written */
  readonly #waiting = new Map<Saver, number>();
  #timer: NodeJS.Timeout | undefined;
  #saving = false;

  /** A saver that waits already is written once. */
  request(saver: Saver): void {
    if (this.#waiting.has(saver)) return;
    this.#waiting.set(saver, performance.now() + MINUTE_MS);
    this.#schedule();
  }

  cancel(saver: Saver): void {
    this.#waiting.delete(saver);
    if (this.#waiting.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    const [first] = this.#waiting.values();
    if (first === undefined || this.#saving || this.#timer !== undefined) return;
    const waitMs = Math.min(Math.max(first - performance.now(), SECOND_MS), MINUTE_MS);
    this.#timer = setTimeout(() => this.#saveFirst(), waitMs);
    // What is not written is written on close.
    this.#timer.unref();
  }

  #saveFirst(): void {
    this.#timer = undefined;
    const [first] = this.#waiting.keys();
    if (first === undefined) return;
    this.#waiting.delete(first);
    this.#saving = true;
    first
      .save()
      .catch(() => undefined)
      .finally(() => {
        this.#saving = false;
        this.#schedule();
      });
  }
}

/** Of the process: all accounts share the disk. */
export const saveQueue = new SaveQueue();
