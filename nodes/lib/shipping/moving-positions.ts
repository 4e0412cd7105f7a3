import { documentText, merged, parseDocument } from './position-document';
import type { PositionBackend } from './position-file';

/** A place for positions that can be given up for another. */
export interface LeavablePlace extends PositionBackend {
  /** What it holds is found there no more; nothing there: nothing to do. */
  setAside(): Promise<void>;
}

/** Makes one of several; undefined: none of them makes sense. */
export type Merge = (texts: readonly string[]) => string | undefined;

/** Of each position the one that was saved last. */
export const newestPositions: Merge = (texts) => {
  const documents = texts.flatMap((text) => parseDocument(text) ?? []);
  return documents.length === 0 ? undefined : documentText(merged(documents));
};

/** What the chosen place has, else what another one had: for what can't be merged. */
export const firstText: Merge = ([text]) => text;

/**
 * Positions that come along when another place is chosen for them: what the other places hold is taken over,
 * newest first, and set aside once this place has it. Not earlier: a crash in between finds both, and the newest
 * wins again.
 */
export class MovingPositions implements PositionBackend {
  readonly #store: PositionBackend;
  readonly #formerStores: readonly LeavablePlace[];
  readonly #merge: Merge;

  #pendingArchive: readonly LeavablePlace[] = [];

  constructor(
    store: PositionBackend,
    formerStores: readonly LeavablePlace[],
    merge: Merge = newestPositions,
  ) {
    this.#store = store;
    this.#formerStores = formerStores;
    this.#merge = merge;
  }

  /** @throws when this place can't be read; or another one, while nothing is found: it may have what is missing */
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
    const results = await Promise.allSettled(stores.map((store) => store.setAside()));
    // What could not be set aside is older than what was just written; it is tried again with the next write.
    this.#pendingArchive = stores.filter((_, index) => results[index]?.status === 'rejected');
  }
}
