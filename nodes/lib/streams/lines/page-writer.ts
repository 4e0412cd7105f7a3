/** Lines in one piece of memory, `\n` behind each. */
export interface PackedLines {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** offset behind each line */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** Bytes */
const FIRST_ROOM = 512 * 1024;
const NOTHING = new Uint8Array(0);

/**
 * Copies lines as they come: a line that is kept as a piece of the block it came in keeps the whole block, and a page has
 * lines of several.
 */
export class PageWriter {
  #bytes = NOTHING;
  /** bytes that the next page probably needs */
  #room = FIRST_ROOM;
  #ends: number[] = [];
  #at = 0;

  get count(): number {
    return this.#ends.length;
  }

  add(line: Uint8Array): void {
    const end = this.#at + line.length;
    if (end >= this.#bytes.length) this.#grow(end + 1);
    this.#bytes.set(line, this.#at);
    this.#bytes[end] = 0x0a;
    this.#ends.push(end);
    this.#at = end + 1;
  }

  /** What was added; whoever gets it owns the memory. */
  take(): PackedLines {
    const packed = { bytes: this.#bytes.subarray(0, this.#at), ends: Uint32Array.from(this.#ends) };
    this.#room = Math.ceil(this.#at * 1.1);
    this.#bytes = NOTHING;
    this.#ends = [];
    this.#at = 0;
    return packed;
  }

  #grow(least: number): void {
    const larger = new Uint8Array(Math.max(least, this.#room, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}
