import type { MigratableStore } from '../../contracts/checkpoint-store';
import { withTimeout } from '../../util/async';
import { SECOND_MS } from '../../util/time';

const CONTEXT_KEY = 'mimecastPositions';
const MEMORY_STORE = 'memory';
/** A store on a network may take seconds. */
const MAX_ANSWER_MS = 30 * SECOND_MS;

/** The part of a node that is used here: its context, with callbacks. */
export interface ContextOwner {
  context(): {
    get(
      key: string,
      store: string,
      callback: (error: Error | null | undefined, value?: unknown) => void,
    ): void;
    set(key: string, value: unknown, store: string, callback: (error?: Error | null) => void): void;
  };
}

/** The part of Node-RED that is used here. */
interface RuntimeSettings {
  readonly settings: object;
}

/**
 * Stores positions in one of Node-RED's context stores, for hosts whose user directory is not persistent. The
 * durability depends on the store: Node-RED's file store answers before it writes unless it is configured
 * with `cache: false`.
 */
export class ContextCheckpointStore implements MigratableStore {
  readonly #node: ContextOwner;
  readonly #store: string;

  readonly #timeoutMs: number;

  constructor(node: ContextOwner, store: string, timeoutMs = MAX_ANSWER_MS) {
    this.#node = node;
    this.#store = store;
    this.#timeoutMs = timeoutMs;
  }

  async read(isSound: (text: string) => boolean): Promise<string | 'damaged' | undefined> {
    const value = await this.#get();
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' && isSound(value) ? value : 'damaged';
  }

  write(text: string): Promise<void> {
    return this.#set(text);
  }

  archive(): Promise<void> {
    return this.#set(undefined);
  }

  /** @throws when the store does not answer: its plug-in may have lost its server */
  async #bounded(
    start: (resolve: (value: unknown) => void, reject: (reason: Error) => void) => void,
  ): Promise<unknown> {
    const answer = new Promise<unknown>((resolve, reject) => start(resolve, reject));
    const answered = await withTimeout(
      answer.then((value) => ({ value })),
      this.#timeoutMs,
    );
    if (answered !== undefined) return answered.value;
    throw new Error(
      `the context store "${this.#store}" does not answer within ${this.#timeoutMs / SECOND_MS} s`,
    );
  }

  // Always with a callback: context stores without a cache have no synchronous access.
  #set(text: string | undefined): Promise<void> {
    return this.#bounded((resolve, reject) => {
      this.#node
        .context()
        .set(CONTEXT_KEY, text, this.#store, (error?: Error | null) =>
          error ? reject(error) : resolve(undefined),
        );
    }).then(() => undefined);
  }

  #get(): Promise<unknown> {
    return this.#bounded((resolve, reject) => {
      this.#node
        .context()
        .get(CONTEXT_KEY, this.#store, (error: Error | null | undefined, value: unknown) =>
          error ? reject(error) : resolve(value),
        );
    });
  }
}

export type StoreKind = 'unknown' | 'volatile' | 'lasting';

/**
 * Without `contextStorage` in the settings, Node-RED keeps context in memory and drops a node's context when
 * the node is closed.
 */
export function storeKind({ settings }: RuntimeSettings, name: string): StoreKind {
  const stores = configuredStores(settings);
  if (stores === undefined) return name === 'default' || name === MEMORY_STORE ? 'volatile' : 'unknown';
  const entry: unknown = Reflect.get(stores, resolveStoreName({ settings }, name));
  const module: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'module') : entry;
  if (module === undefined) return 'unknown';
  return module === MEMORY_STORE ? 'volatile' : 'lasting';
}

/** The configured stores, without aliases. */
export function storeNames({ settings }: RuntimeSettings): readonly string[] {
  const stores = configuredStores(settings);
  if (stores === undefined) return [MEMORY_STORE];
  return Object.keys(stores).filter((name) => name !== '_' && resolveStoreName({ settings }, name) === name);
}

/** `default` may be an alias of a store. */
export function resolveStoreName({ settings }: RuntimeSettings, name: string): string {
  const stores = configuredStores(settings);
  if (stores === undefined) return name === 'default' ? MEMORY_STORE : name;
  const entry: unknown = Reflect.get(stores, name);
  return typeof entry === 'string' ? entry : name;
}

function configuredStores(settings: object): object | undefined {
  const stores: unknown = Reflect.get(settings, 'contextStorage');
  return typeof stores === 'object' && stores !== null && Object.keys(stores).length > 0 ? stores : undefined;
}
