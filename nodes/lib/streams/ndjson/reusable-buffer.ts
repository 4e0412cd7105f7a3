/** Bytes */
const INITIAL_CAPACITY = 256 * 1024;

/**
 * A buffer that is reused for the output of zlib, so that zlib's own blocks become garbage at once. Blocks that were
 * kept until the next turn of the event loop were promoted to the old generation and waited for a major collection.
 */
export class ReusableBuffer {
  #bytes = Buffer.allocUnsafeSlow(INITIAL_CAPACITY);
  #length = 0;

  add(piece: Uint8Array): void {
    const size = this.#length + piece.length;
    if (size > this.#bytes.length) this.#grow(size);
    this.#bytes.set(piece, this.#length);
    this.#length = size;
  }

  /**
   * Yields the content and empties the buffer; the blocks are valid until something is added.
   * @param size maximum bytes of a block: bounds the reader's memory, whatever the compression ratio
   */
  *take(size: number): Generator<Buffer> {
    const end = this.#length;
    this.#length = 0;
    for (let from = 0; from < end; from += size) yield this.#bytes.subarray(from, Math.min(end, from + size));
  }

  #grow(minSize: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(minSize, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
