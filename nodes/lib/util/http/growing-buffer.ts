const EMPTY = Buffer.alloc(0);
const MIN_CAPACITY = 1024;

/**
 * Bytes that come in pieces. A list of the pieces would take a hundred bytes for each of them, and a server may send them
 * one by one.
 */
export class GrowingBuffer {
  #bytes: Buffer = EMPTY;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) this.#grow(length);
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** Returns all bytes, and begins anew; the caller owns the returned memory. */
  take(): Buffer {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#bytes = EMPTY;
    this.#length = 0;
    return bytes;
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#bytes.length, MIN_CAPACITY));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** @throws the errors of the body, which limits its size */
export async function readBody(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const content = new GrowingBuffer();
  for await (const piece of body) content.add(piece);
  return content.take();
}
