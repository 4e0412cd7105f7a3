import type { FileCheckpointStore } from '../collector/checkpoint/file-checkpoint-store';
import type { CheckpointStore } from '../contracts/checkpoint-store';
import { type HeldLease, leaseLostError } from '../contracts/lease';
import { sleep } from '../util/async';
import { MINUTE_MS } from '../util/time';
import type { LeaseStore } from './lease-store';

/** ms between two attempts while the store is unreachable and the lease lasts */
const RETRY_INTERVAL_MS = 250;
/** maximum age in ms of the local copy while the node runs here */
const MAX_LOCAL_COPY_AGE_MS = MINUTE_MS;

export interface LeasedCheckpointDeps {
  readonly store: Pick<LeaseStore, 'read' | 'save'>;
  /** fingerprint of the account's client id */
  readonly account: string;
  /** folder and node: `positions/<node id>` */
  readonly key: string;
  /**
   * The last state that this machine knew. It is used when the store has lost everything and no replica can
   * restore it, and when the cluster is removed.
   */
  readonly localCopy: Pick<FileCheckpointStore, 'read' | 'write'>;
}

/** The state of one node, shared by its replicas. Each write carries the fencing token of the lease. */
export class LeasedCheckpointStore implements CheckpointStore {
  readonly #deps: LeasedCheckpointDeps;
  readonly #lease: HeldLease;

  #copiedAt = Date.now();
  #storedText: string | undefined;

  constructor(deps: LeasedCheckpointDeps, lease: HeldLease) {
    this.#deps = deps;
    this.#lease = lease;
  }

  async read(isSound: (text: string) => boolean): Promise<string | 'damaged' | undefined> {
    const { store, account, key, localCopy } = this.#deps;
    const text = await this.#retryWhileHeld(() => store.read(account, key));
    this.#storedText = text;
    if (text !== undefined && isSound(text)) {
      this.#lease.lastWrites.set(key, text);
      return text;
    }
    const localText = await localCopy.read(isSound);
    return localText === undefined && text !== undefined ? 'damaged' : localText;
  }

  async write(text: string): Promise<void> {
    const { store, account, key, localCopy } = this.#deps;
    // Before the request: the store may lose its data while the response is on its way.
    this.#lease.lastWrites.set(key, text);
    let token: number;
    let saved: boolean;
    do {
      token = this.#lease.token;
      saved = await this.#retryWhileHeld(() => store.save({ account, token }, key, text));
      // A lease that was claimed again has a new token.
    } while (!saved && token !== this.#lease.token);
    if (!saved) {
      this.#lease.markLost();
      throw leaseLostError();
    }
    if (Date.now() - this.#copiedAt < MAX_LOCAL_COPY_AGE_MS) return;
    this.#copiedAt = Date.now();
    // A full local disk must not stop a save to the shared store.
    await localCopy.write(text).catch(() => undefined);
  }

  /** Whether the store held exactly this text at the last read. */
  matchesStored(text: string): boolean {
    return this.#storedText === text;
  }

  /** Retries transient errors for as long as the lease lasts. */
  async #retryWhileHeld<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      this.#lease.assertHeld();
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
 * Copies a state that was found in a former store to the shared store at the first read. An assessment may
 * not write for a day, and another replica may need the state before.
 * @param all the shared store with the former stores that migrate into it
 */
export function writeThrough(shared: LeasedCheckpointStore, all: CheckpointStore): CheckpointStore {
  return {
    read: async (isSound) => {
      const text = await all.read(isSound);
      if (text !== undefined && text !== 'damaged' && !shared.matchesStored(text)) await all.write(text);
      return text;
    },
    write: (text) => all.write(text),
  };
}

/** Saves a local copy of the shared state for the time when the store is unreachable. */
export async function saveLocalCopy({ store, account, key, localCopy }: LeasedCheckpointDeps): Promise<void> {
  const text = await store.read(account, key);
  if (text !== undefined) await localCopy.write(text);
}

function isTransient(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'transient') === true;
}
