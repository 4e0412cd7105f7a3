import type { OnTrouble, Throttled } from './types';

/** Who wants to know how a call fares while it lasts. */
export interface Listener {
  readonly onThrottled?: Voice['onThrottled'] | undefined;
  readonly onTrouble?: Voice['onTrouble'] | undefined;
}

export interface Voice {
  readonly onThrottled: (throttled: Throttled) => void;
  readonly onTrouble: OnTrouble;
}

/** Those who wait for one piece of work that is done for all of them: the sign-in, the account's identity. */
export class Audience {
  readonly #listeners = new Set<Listener>();
  /** of the work under way: who joins later wants to know too */
  #trouble: Parameters<OnTrouble>[0];

  /** What the work is to be given: it tells all who listen. */
  readonly voice: Voice = {
    onThrottled: (throttled) => {
      for (const { onThrottled } of this.#listeners) onThrottled?.(throttled);
    },
    onTrouble: (trouble) => {
      this.#trouble = trouble;
      for (const { onTrouble } of this.#listeners) onTrouble?.(trouble);
    },
  };

  /** The work has ended: what comes next begins without its trouble. */
  ended(): void {
    this.#trouble = undefined;
  }

  /** Runs `work`, which waits for what is done for all; `listener` learns meanwhile how that goes. */
  async listening<T>(listener: Listener, work: () => Promise<T>): Promise<T> {
    // An entry of its own, so that two calls that share one listener are two.
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
