/** Stores the state of a node: in a file, in a context store, or in a store that replicas share. */
export interface CheckpointStore {
  /** `undefined` when nothing was ever saved; `damaged` when something was saved and `isSound` rejects it. */
  read(isSound: (text: string) => boolean): Promise<string | 'damaged' | undefined>;
  /** Resolves when the text is durable, even after a power failure. */
  write(text: string): Promise<void>;
}

/** A checkpoint store that can be replaced by another one. */
export interface MigratableStore extends CheckpointStore {
  /** Archives the contents, so that `read` no longer finds them. Does nothing if there are none. */
  archive(): Promise<void>;
}

/** Merges several documents into one; undefined: none is valid. */
export type MergeStrategy = (texts: readonly string[]) => string | undefined;
