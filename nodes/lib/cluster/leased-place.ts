import type { PositionBackend, PositionFile } from '../shipping/position-file';
import { sleep } from '../wait';
import type { LeaseStore } from './lease-store';
import { leaseLost, type Tenure } from './tenure';

/** ms between two tries while the store can't be reached and the lease lasts */
const RETRY_INTERVAL_MS = 250;
/** ms; how old the copy on this machine may become while the node runs here */
const MAX_LOCAL_COPY_AGE_MS = 60_000;

export interface LeasedPlaceParts {
  readonly store: Pick<LeaseStore, 'read' | 'save'>;
  /** fingerprint of the account's client id */
  readonly account: string;
  /** folder and node: `positions/<node id>` */
  readonly place: string;
  /**
   * What this machine knew last: found when the store has lost everything and nobody is left who could tell it, and
   * when the cluster is taken away.
   */
  readonly copy: Pick<PositionFile, 'read' | 'write'>;
}

/** What one node remembers, as its replicas share it; written with the fencing token of the tenure. */
export class LeasedPlace implements PositionBackend {
  readonly #deps: LeasedPlaceParts;
  readonly #lease: Tenure;

  #copiedAt = Date.now();
  #storedText: string | undefined;

  constructor(deps: LeasedPlaceParts, lease: Tenure) {
    this.#deps = deps;
    this.#lease = lease;
  }

  async read(isSound: (text: string) => boolean): Promise<string | 'damaged' | undefined> {
    const { store, account, place: key, copy: localCopy } = this.#deps;
    const text = await this.#retryWhileHeld(() => store.read(account, key));
    this.#storedText = text;
    if (text !== undefined && isSound(text)) {
      this.#lease.written.set(key, text);
      return text;
    }
    const localText = await localCopy.read(isSound);
    return localText === undefined && text !== undefined ? 'damaged' : localText;
  }

  async write(text: string): Promise<void> {
    const { store, account, place: key, copy: localCopy } = this.#deps;
    // Before the answer: while it is on its way the store may lose what it had.
    this.#lease.written.set(key, text);
    let token: number;
    let saved: boolean;
    do {
      token = this.#lease.token;
      saved = await this.#retryWhileHeld(() => store.save({ account, token }, key, text));
      // A lease that was taken back from a store that had lost it has a new token.
    } while (!saved && token !== this.#lease.token);
    if (!saved) {
      this.#lease.lose();
      throw leaseLost();
    }
    if (Date.now() - this.#copiedAt < MAX_LOCAL_COPY_AGE_MS) return;
    this.#copiedAt = Date.now();
    // A full disk here is no reason to stop what is safe elsewhere.
    await localCopy.write(text).catch(() => undefined);
  }

  /** Whether the store had just that when it was last read. */
  has(text: string): boolean {
    return this.#storedText === text;
  }

  /** A store that is away for less than the lease holds nothing up for longer than that. */
  async #retryWhileHeld<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      this.#lease.check();
      try {
        return await work();
      } catch (error) {
        if (!isTransient(error)) throw error;
        await sleep(RETRY_INTERVAL_MS, this.#lease.signal);
      }
    }
  }
}

/**
 * What was found elsewhere is written where all replicas find it as soon as it is read: an assessment may not write
 * anything for a day, and another replica may be asked before.
 * @param all the place and what moves into it
 */
export function movedAtOnce(key: LeasedPlace, all: PositionBackend): PositionBackend {
  return {
    read: async (isSound) => {
      const text = await all.read(isSound);
      if (text !== undefined && text !== 'damaged' && !key.has(text)) await all.write(text);
      return text;
    },
    write: (text) => all.write(text),
  };
}

/** The last word of the store, for the day on which it can't be asked. */
export async function keepCopy({
  store,
  account,
  place: key,
  copy: localCopy,
}: LeasedPlaceParts): Promise<void> {
  const text = await store.read(account, key);
  if (text !== undefined) await localCopy.write(text);
}

function isTransient(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'transient') === true;
}
