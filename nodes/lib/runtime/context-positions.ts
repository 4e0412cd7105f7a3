import type { LeavablePlace } from '../shipping/moving-positions';

const KEY = 'mimecastPositions';
const MEMORY = 'memory';

/** What is needed of a node: its context, asked with callbacks. */
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

/** What is needed of Node-RED. */
interface Runtime {
  readonly settings: object;
}

/**
 * Positions in one of Node-RED's context stores, for hosts whose user directory does not last. How durable it
 * is is the store's affair: the file store answers before it writes unless it is set up with `cache: false`.
 */
export class ContextPositions implements LeavablePlace {
  constructor(
    private readonly node: ContextOwner,
    private readonly store: string,
  ) {}

  async read(isSound: (text: string) => boolean): Promise<string | 'damaged' | undefined> {
    const saved = await this.get();
    if (saved === undefined || saved === null) return undefined;
    return typeof saved === 'string' && isSound(saved) ? saved : 'damaged';
  }

  write(text: string): Promise<void> {
    return this.set(text);
  }

  setAside(): Promise<void> {
    return this.set(undefined);
  }

  // Always with a callback: stores without a cache have no other way (node-red-craft.md 1.10).
  private set(text: string | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.node
        .context()
        .set(KEY, text, this.store, (error?: Error | null) => (error ? reject(error) : resolve()));
    });
  }

  private get(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.node
        .context()
        .get(KEY, this.store, (error: Error | null | undefined, value: unknown) =>
          error ? reject(error) : resolve(value),
        );
    });
  }
}

export type StoreKind = 'unknown' | 'volatile' | 'lasting';

/** Without `contextStorage` in the settings a node's context is gone whenever the node is closed (craft 0, fact 1). */
export function storeKind({ settings }: Runtime, name: string): StoreKind {
  const stores = configured(settings);
  if (stores === undefined) return name === 'default' || name === MEMORY ? 'volatile' : 'unknown';
  const entry: unknown = Reflect.get(stores, storeNamed({ settings }, name));
  const module: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'module') : entry;
  if (module === undefined) return 'unknown';
  return module === MEMORY ? 'volatile' : 'lasting';
}

/** The stores there are, each under its own name. */
export function storeNames({ settings }: Runtime): readonly string[] {
  const stores = configured(settings);
  if (stores === undefined) return [MEMORY];
  return Object.keys(stores).filter((name) => name !== '_' && storeNamed({ settings }, name) === name);
}

/** `default` may be another name of one of the stores. */
export function storeNamed({ settings }: Runtime, name: string): string {
  const stores = configured(settings);
  if (stores === undefined) return name === 'default' ? MEMORY : name;
  const entry: unknown = Reflect.get(stores, name);
  return typeof entry === 'string' ? entry : name;
}

function configured(settings: object): object | undefined {
  const stores: unknown = Reflect.get(settings, 'contextStorage');
  return typeof stores === 'object' && stores !== null && Object.keys(stores).length > 0 ? stores : undefined;
}
