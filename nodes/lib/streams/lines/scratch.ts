/** Bytes */
const FIRST_ROOM = 256 * 1024;

/**
 * One piece of memory, used again and again for what zlib gives. Its own blocks are garbage at once this way. Kept until the
 * event loop comes round, half of them grew old: such garbage waits for a big collection.
 */
export class Scratch {
  #bytes = Buffer.allocUnsafeSlow(FIRST_ROOM);
  #at = 0;

  add(piece: Uint8Array): void {
    const size = this.#at + piece.length;
    if (size > this.#bytes.length) this.#grow(size);
    this.#bytes.set(piece, this.#at);
    this.#at = size;
  }

  /**
   * All of it, good until something is added; empty afterwards.
   * @param size bytes of a block, at most: who reads on holds no more at a time, however well a file was packed
   */
  *take(size: number): Generator<Buffer> {
    const end = this.#at;
    this.#at = 0;
    for (let from = 0; from < end; from += size) yield this.#bytes.subarray(from, Math.min(end, from + size));
  }

  #grow(least: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(least, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}
