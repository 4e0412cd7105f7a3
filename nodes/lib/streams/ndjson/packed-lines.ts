/** Lines in one contiguous buffer, each followed by `\n`. */
export interface PackedLines {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** offset of the end of each line */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** Bytes */
const INITIAL_CAPACITY = 512 * 1024;
const EMPTY = new Uint8Array(0);

/**
 * Copies each line into one buffer. A line kept as a view would keep its whole source block in memory, and a page
 * has lines of several blocks.
 */
export class PackedLinesWriter {
  #bytes = EMPTY;
  /** expected size of the next page in bytes */
  #capacity = INITIAL_CAPACITY;
  #ends: number[] = [];
  #length = 0;

  get count(): number {
    return this.#ends.length;
  }

  add(line: Uint8Array): void {
    const end = this.#length + line.length;
    if (end >= this.#bytes.length) this.#grow(end + 1);
    this.#bytes.set(line, this.#length);
    this.#bytes[end] = 0x0a;
    this.#ends.push(end);
    this.#length = end + 1;
  }

  /** Returns all lines added so far and starts a new buffer; the caller owns the returned memory. */
  take(): PackedLines {
    const packed = { bytes: this.#bytes.subarray(0, this.#length), ends: Uint32Array.from(this.#ends) };
    this.#capacity = Math.ceil(this.#length * 1.1);
    this.#bytes = EMPTY;
    this.#ends = [];
    this.#length = 0;
    return packed;
  }

  #grow(minSize: number): void {
    const larger = new Uint8Array(Math.max(minSize, this.#capacity, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
