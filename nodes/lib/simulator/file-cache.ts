type Write = () => AsyncIterable<Buffer>;

/** Keeps the bytes of small files within a bound, oldest out first, and the sizes of all. */
export class FileCache {
  readonly #bodies = new Map<string, Buffer>();
  readonly #sizes = new Map<string, number>();
  readonly #measuring = new Map<string, Promise<number>>();
  #held = 0;

  readonly #limit: number;

  /** @param limit bytes kept at most; a file above a quarter of it is never kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes of a file; written for it when that was never done. */
  async size(key: string, write: Write): Promise<number> {
    const known = this.#sizes.get(key);
    if (known !== undefined) return known;
    const running = this.#measuring.get(key) ?? this.#measure(key, write);
    this.#measuring.set(key, running);
    try {
      return await running;
    } finally {
      this.#measuring.delete(key);
    }
  }

  async *body(key: string, write: Write): AsyncGenerator<Buffer> {
    const kept = this.#bodies.get(key);
    if (kept !== undefined) {
      // used last, thrown out last
      this.#bodies.delete(key);
      this.#bodies.set(key, kept);
      yield kept;
      return;
    }
    let chunks: Buffer[] | undefined = [];
    let size = 0;
    for await (const chunk of write()) {
      size += chunk.length;
      if (size > this.#limit / 4) chunks = undefined;
      chunks?.push(chunk);
      yield chunk;
    }
    this.#sizes.set(key, size);
    if (chunks !== undefined) this.#keep(key, Buffer.concat(chunks));
  }

  async #measure(key: string, write: Write): Promise<number> {
    let size = 0;
    for await (const chunk of this.body(key, write)) size += chunk.length;
    return size;
  }

  #keep(key: string, body: Buffer): void {
    if (this.#bodies.has(key)) return;
    this.#bodies.set(key, body);
    this.#held += body.length;
    for (const [oldest, bytes] of this.#bodies) {
      if (this.#held <= this.#limit) break;
      this.#bodies.delete(oldest);
      this.#held -= bytes.length;
    }
  }
}
