import type { OnTrouble, Throttled } from '../../contracts/api-client';

/** Callbacks of a caller that waits for a call. */
export interface ProgressListener {
  readonly onThrottled?: ProgressEvents['onThrottled'] | undefined;
  readonly onTrouble?: ProgressEvents['onTrouble'] | undefined;
}

export interface ProgressEvents {
  readonly onThrottled: (throttled: Throttled) => void;
  readonly onTrouble: OnTrouble;
}

/** The callers that share one operation: the sign-in, or the request for the account's identity. */
export class ProgressListeners {
  readonly #listeners = new Set<ProgressListener>();
  /** The trouble of the current operation. It is also passed to listeners that are added later. */
  #trouble: Parameters<OnTrouble>[0];

  /** Callbacks for the shared operation. They notify all listeners. */
  readonly events: ProgressEvents = {
    onThrottled: (throttled) => {
      for (const { onThrottled } of this.#listeners) onThrottled?.(throttled);
    },
    onTrouble: (trouble) => {
      this.#trouble = trouble;
      for (const { onTrouble } of this.#listeners) onTrouble?.(trouble);
    },
  };

  /** Must be called when the operation has ended, so that the next operation does not start with its trouble. */
  reset(): void {
    this.#trouble = undefined;
  }

  /** Runs `work`, which awaits the shared operation. `listener` is notified until `work` has ended. */
  async withListener<T>(listener: ProgressListener, work: () => Promise<T>): Promise<T> {
    // A copy, so that two calls with the same listener are two entries.
    const entry = { ...listener };
    this.#listeners.add(entry);
    if (this.#trouble !== undefined) entry.onTrouble?.(this.#trouble);
    try {
      return await work();
    } finally {
      this.#listeners.delete(entry);
    }
  }
}
