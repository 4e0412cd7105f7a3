import type { Node, NodeAPI } from 'node-red';
import type { PositionBackend } from '../shipping/position-file';

const KEY = 'mimecastPositions';

/**
 * Positions in one of Node-RED's context stores, for hosts whose user directory does not last. How durable it
 * is is the store's affair: the file store answers before it writes unless it is set up with `cache: false`.
 */
export class ContextPositions implements PositionBackend {
  constructor(
    private readonly node: Node,
    private readonly store: string,
  ) {}

  async read(isSound: (text: string) => boolean): Promise<string | 'damaged' | undefined> {
    const saved = await this.get();
    if (saved === undefined || saved === null) return undefined;
    return typeof saved === 'string' && isSound(saved) ? saved : 'damaged';
  }

  // Always with a callback: stores without a cache have no other way (node-red-craft.md 1.10).
  write(text: string): Promise<void> {
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
export function storeKind(RED: NodeAPI, name: string): StoreKind {
  const configured: unknown = Reflect.get(RED.settings, 'contextStorage');
  if (typeof configured !== 'object' || configured === null)
    return name === 'default' || name === 'memory' ? 'volatile' : 'unknown';
  const entry: unknown = Reflect.get(configured, name);
  if (typeof entry === 'string' && entry !== name) return storeKind(RED, entry);
  const module: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'module') : entry;
  if (module === undefined) return 'unknown';
  return module === 'memory' ? 'volatile' : 'lasting';
}
