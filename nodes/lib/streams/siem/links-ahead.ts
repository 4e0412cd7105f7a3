import type { FileLink } from './listing';

export type FileBody = AsyncIterable<Uint8Array> & { destroy(): void };

/**
 * While one file is read, this many are already on their way; their bodies wait in the socket's buffer. More
 * would be pulled further ahead of a slow flow than its batches allow.
 */
const AHEAD = 1;

/** Opens the links of a page in order, a little ahead of the reader. */
export class LinksAhead {
  readonly #opened = new Map<string, Promise<FileBody>>();
  readonly #links: readonly FileLink[];
  readonly #open: (link: FileLink) => Promise<FileBody>;

  constructor(links: readonly FileLink[], open: (link: FileLink) => Promise<FileBody>) {
    this.#links = links;
    this.#open = open;
  }

  /** The body of the link at `index`, to be taken once. */
  async take(index: number): Promise<FileBody> {
    for (const link of this.#links.slice(index, index + 1 + AHEAD)) this.#start(link);
    const link = this.#links[index];
    const body = link === undefined ? undefined : this.#opened.get(link.path);
    if (link === undefined || body === undefined) throw new RangeError(`no link ${index}`);
    this.#opened.delete(link.path);
    return body;
  }

  /** Lets go of what was opened and not taken. */
  close(): void {
    for (const body of this.#opened.values()) {
      body.then(
        (opened) => opened.destroy(),
        () => undefined,
      );
    }
    this.#opened.clear();
  }

  #start(link: FileLink): void {
    if (this.#opened.has(link.path)) return;
    const body = this.#open(link);
    // The failure belongs to whoever takes the body; until then it must not count as unhandled.
    body.catch(() => undefined);
    this.#opened.set(link.path, body);
  }
}
