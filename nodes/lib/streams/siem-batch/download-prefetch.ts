import type { FileLink } from './listing';

export type FileBody = AsyncIterable<Uint8Array> & { destroy(): void };

/**
 * Number of downloads that are started while a file is read; their bodies wait in the socket buffer. A larger number
 * would read further ahead of a slow flow than its in-flight batches allow.
 */
const PREFETCH = 1;

/** Starts the downloads of a page in order, ahead of the reader. */
export class DownloadPrefetcher {
  readonly #opened = new Map<string, Promise<FileBody>>();
  readonly #links: readonly FileLink[];
  readonly #open: (link: FileLink) => Promise<FileBody>;

  constructor(links: readonly FileLink[], open: (link: FileLink) => Promise<FileBody>) {
    this.#links = links;
    this.#open = open;
  }

  /** The body of the link at `index`; each can be taken once. */
  async take(index: number): Promise<FileBody> {
    for (const link of this.#links.slice(index, index + 1 + PREFETCH)) this.#prefetch(link);
    const link = this.#links[index];
    const body = link === undefined ? undefined : this.#opened.get(link.path);
    if (link === undefined || body === undefined) throw new RangeError(`no link ${index}`);
    this.#opened.delete(link.path);
    return body;
  }

  /** Destroys bodies that were opened and not taken. */
  close(): void {
    for (const body of this.#opened.values()) {
      body.then(
        (opened) => opened.destroy(),
        () => undefined,
      );
    }
    this.#opened.clear();
  }

  #prefetch(link: FileLink): void {
    if (this.#opened.has(link.path)) return;
    const body = this.#open(link);
    // The error is handled by the caller of `take`. Until then it must not count as unhandled.
    body.catch(() => undefined);
    this.#opened.set(link.path, body);
  }
}
