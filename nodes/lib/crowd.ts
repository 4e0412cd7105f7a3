import { sleep } from './wait';

/** Pages that may wait for a node of this package while a source hands over the next one. */
const ROOM = 2;
/** ms after which a source goes on all the same: a node that hangs must not stop it. */
const LONGEST_MS = 10_000;

/**
 * Messages that nodes of this process have taken and not worked off. Nothing holds a source back
 * without acknowledgements: pages that are unpacked faster than they are formatted would pile up in memory.
 */
export class Crowd {
  private count = 0;
  private readonly waiting = new Set<() => void>();

  get size(): number {
    return this.count;
  }

  enter(): void {
    this.count += 1;
  }

  leave(): void {
    this.count -= 1;
    if (this.count > ROOM) return;
    for (const wake of this.waiting) wake();
  }

  /** Resolves when few wait, or after ten seconds. Rejects with the signal's reason when aborted. */
  async room(signal: AbortSignal): Promise<void> {
    if (this.count <= ROOM) return;
    const woken = new AbortController();
    const wake = (): void => woken.abort();
    this.waiting.add(wake);
    try {
      await sleep(LONGEST_MS, AbortSignal.any([signal, woken.signal])).catch(() => signal.throwIfAborted());
    } finally {
      this.waiting.delete(wake);
    }
  }
}

/** Of this process: whatever node they wait for, it is the same event loop that they wait for. */
export const crowd = new Crowd();
