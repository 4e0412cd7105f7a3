type Generate = () => AsyncIterable<Buffer>;

/** Caches the bytes of small files (least recently used out first), and the sizes of all files. */
export class FileCache {
  readonly #bodies = new Map<string, Buffer>();
  readonly #sizes = new Map<string, number>();
  readonly #measuring = new Map<string, Promise<number>>();
  #cachedBytes = 0;

  readonly #limit: number;

  /** @param limit maximum number of cached bytes; a file larger than a quarter of it is never cached */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Size of a file in bytes. The file is generated when its size is not known yet. */
  async size(key: string, generate: Generate): Promise<number> {
    const known = this.#sizes.get(key);
    if (known !== undefined) return known;
    const running = this.#measuring.get(key) ?? this.#measure(key, generate);
    this.#measuring.set(key, running);
    try {
      return await running;
    } finally {
      this.#measuring.delete(key);
    }
  }

  async *body(key: string, generate: Generate): AsyncGenerator<Buffer> {
    const cached = this.#bodies.get(key);
    if (cached !== undefined) {
      // moved to the end: evicted last
      this.#bodies.delete(key);
      this.#bodies.set(key, cached);
      yield cached;
      return;
    }
    let chunks: Buffer[] | undefined = [];
    let size = 0;
    for await (const chunk of generate()) {
      size += chunk.length;
      if (size > this.#limit / 4) chunks = undefined;
      chunks?.push(chunk);
      yield chunk;
    }
    this.#sizes.set(key, size);
    if (chunks !== undefined) this.#store(key, Buffer.concat(chunks));
  }

  async #measure(key: string, generate: Generate): Promise<number> {
    let size = 0;
    for await (const chunk of this.body(key, generate)) size += chunk.length;
    return size;
  }

  #store(key: string, body: Buffer): void {
    if (this.#bodies.has(key)) return;
    this.#bodies.set(key, body);
    this.#cachedBytes += body.length;
    for (const [oldest, bytes] of this.#bodies) {
      if (this.#cachedBytes <= this.#limit) break;
      this.#bodies.delete(oldest);
      this.#cachedBytes -= bytes.length;
    }
  }
}
