import { sleep } from './async';

/** Pages that may be in process in the nodes of this package before a source has to wait. */
const HIGH_WATER_MARK = 2;
/** A source continues after this time in any case, so that a node that hangs can't stop it. */
const MAX_WAIT_MS = 10_000;

/**
 * Backpressure for sources without acknowledgements. Counts the messages that nodes of this process have accepted
 * and not finished. Without it, pages that are unpacked faster than they are formatted would pile up in memory.
 */
export class Backpressure {
  #count = 0;
  readonly #wakers = new Set<() => void>();

  get size(): number {
    return this.#count;
  }

  acquire(): void {
    this.#count += 1;
  }

  release(): void {
    this.#count -= 1;
    if (this.#count > HIGH_WATER_MARK) return;
    for (const wake of this.#wakers) wake();
  }

  /** Resolves below the high-water mark, or after ten seconds. Rejects with the signal's reason when aborted. */
  async waitForCapacity(signal: AbortSignal): Promise<void> {
    if (this.#count <= HIGH_WATER_MARK) return;
    const woken = new AbortController();
    const wake = (): void => woken.abort();
    this.#wakers.add(wake);
    try {
      await sleep(MAX_WAIT_MS, AbortSignal.any([signal, woken.signal])).catch(() => signal.throwIfAborted());
    } finally {
      this.#wakers.delete(wake);
    }
  }
}

/** One per process, because all nodes share one event loop. */
export const backpressure = new Backpressure();
