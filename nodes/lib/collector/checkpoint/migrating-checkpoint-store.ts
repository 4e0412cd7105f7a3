import type { CheckpointStore, MergeStrategy, MigratableStore } from '../../contracts/checkpoint-store';
import { mergeDocuments, parseDocument, serializeDocument } from './checkpoint-document';

/** Keeps the most recent entry of each position. */
export const mergeNewest: MergeStrategy = (texts) => {
  const documents = texts.flatMap((text) => parseDocument(text) ?? []);
  return documents.length === 0 ? undefined : serializeDocument(mergeDocuments(documents));
};

/** Takes the first document: for contents that can't be merged. */
export const takeFirst: MergeStrategy = ([text]) => text;

/**
 * Migrates positions when the user selects another store. `read` merges the contents of the former stores,
 * and the next `write` archives those. This order is crash-safe: after a crash in between, both stores have
 * the data and the newest entry wins again.
 */
export class MigratingCheckpointStore implements CheckpointStore {
  readonly #store: CheckpointStore;
  readonly #formerStores: readonly MigratableStore[];
  readonly #merge: MergeStrategy;

  #pendingArchive: readonly MigratableStore[] = [];

  constructor(
    store: CheckpointStore,
    formerStores: readonly MigratableStore[],
    merge: MergeStrategy = mergeNewest,
  ) {
    this.#store = store;
    this.#formerStores = formerStores;
    this.#merge = merge;
  }

  /**
   * @throws when this store can't be read; also when a former store can't be read and nothing else was found,
   * since it may hold the positions
   */
  async read(isSound: (text: string) => boolean): Promise<string | 'damaged' | undefined> {
    const current = await this.#store.read(isSound);
    const reads = await Promise.allSettled(this.#formerStores.map((other) => other.read(isSound)));
    const formerTexts = reads.map((read) => (read.status === 'fulfilled' ? read.value : undefined));
    this.#pendingArchive = this.#formerStores.filter((_, index) => formerTexts[index] !== undefined);
    if (this.#pendingArchive.length === 0) {
      const failed = reads.find((read) => read.status === 'rejected');
      if (current === undefined && failed !== undefined) throw failed.reason;
      return current;
    }
    const texts = [current, ...formerTexts].flatMap((text) =>
      text === undefined || text === 'damaged' ? [] : [text],
    );
    return this.#merge(texts) ?? 'damaged';
  }

  async write(text: string): Promise<void> {
    await this.#store.write(text);
    const [...stores] = this.#pendingArchive;
    this.#pendingArchive = [];
    const results = await Promise.allSettled(stores.map((store) => store.archive()));
    // The contents that could not be archived are older than this write. The next write tries again.
    this.#pendingArchive = stores.filter((_, index) => results[index]?.status === 'rejected');
  }
}
