import { createGunzip, type Gunzip } from 'node:zlib';

/** Bytes. Larger than zlib's default of 16 KB: fewer blocks make catching up faster. */
const OUTPUT_BLOCK_BYTES = 256 * 1024;
const MAX_LAYERS = 2;
/** Bytes of input in each small step; in most files they unpack to less than a line. */
const SMALL_STEP_BYTES = 32;

/** Checks the magic bytes, because the headers are not reliable (wire.md 4.1 and 14, row 13). */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Unpacks a body that is gzip, gzip in gzip, or plain. When the gzip data ends early or is corrupt, the data that
 * could be unpacked is yielded before the error is thrown. When it ends early, that is all of it. When it is corrupt,
 * zlib drops its current output block: up to 256 KB are lost, or a few bytes with `smallSteps`.
 * A block is valid until the next one is requested.
 * @param smallSteps feeds zlib in tiny pieces: many times slower, for a file that is known to be corrupt
 */
export function gunzipIfNeeded(
  body: AsyncIterable<Uint8Array>,
  smallSteps = false,
): AsyncGenerator<Uint8Array> {
  return unwrapLayers(body, smallSteps ? SMALL_STEP_BYTES : Number.POSITIVE_INFINITY, MAX_LAYERS);
}

async function* unwrapLayers(
  body: AsyncIterable<Uint8Array>,
  pieceSize: number,
  layers: number,
): AsyncGenerator<Uint8Array> {
  const source = body[Symbol.asyncIterator]();
  try {
    const head = await takeHead(source);
    const whole = prepend(head, source);
    if (layers > 0 && isGzip(head)) yield* unwrapLayers(gunzip(whole, pieceSize), pieceSize, layers - 1);
    else yield* whole;
  } finally {
    await source.return?.();
  }
}

/** At least the two magic bytes, unless the body is shorter. */
async function takeHead(source: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < 2) {
    const { done, value } = await source.next();
    if (done === true) break;
    // A short head is copied, because the source may reuse its memory for the next block.
    head = head.length === 0 && value.length >= 2 ? value : Buffer.concat([head, value]);
  }
  return head;
}

async function* prepend(head: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let step = await source.next(); step.done !== true; step = await source.next()) yield step.value;
}

/**
 * Does not use `pipeline` or async iteration: a stream that is destroyed by an error drops its buffer, and the
 * lines before the error would be lost. So each piece is unpacked completely before the next one is written.
 */
async function* gunzip(body: AsyncIterable<Uint8Array>, pieceSize: number): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: OUTPUT_BLOCK_BYTES });
  const unpacked = new ReusableBuffer();
  const state: { failure?: Error; ended?: true } = {};
  stream.on('data', (block: Buffer) => unpacked.add(block));
  stream.on('error', (error) => {
    state.failure = error;
  });
  // A failed write never calls back, and padding after the data ends the stream early.
  const closed = new Promise<void>((resolve) => {
    stream.once('close', resolve).once('end', () => {
      state.ended = true;
      resolve();
    });
  });
  try {
    for await (const piece of inPieces(body, pieceSize)) {
      await Promise.race([writeAndFlush(stream, piece), closed]);
      yield* unpacked.take(OUTPUT_BLOCK_BYTES);
      if (state.failure !== undefined) throw state.failure;
      if (state.ended) return;
    }
    stream.end();
    await closed;
    yield* unpacked.take(OUTPUT_BLOCK_BYTES);
    if (state.failure !== undefined) throw state.failure;
  } finally {
    stream.destroy();
  }
}

async function* inPieces(body: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  for await (const block of body) {
    for (let offset = 0; offset < block.length; offset += size) yield block.subarray(offset, offset + size);
  }
}

/** Resolves when the piece is unpacked and its output has been emitted. */
function writeAndFlush(stream: Gunzip, piece: Uint8Array): Promise<void> {
  return new Promise((resolve) => stream.write(piece, () => setImmediate(resolve)));
}

/**
 * A buffer that is reused for the output of zlib, so that zlib's own blocks become garbage at once. Blocks that were
 * kept until the next turn of the event loop were promoted to the old generation and waited for a major collection.
 */
export class ReusableBuffer {
  #bytes = Buffer.allocUnsafeSlow(OUTPUT_BLOCK_BYTES);
  #length = 0;

  add(piece: Uint8Array): void {
    const size = this.#length + piece.length;
    if (size > this.#bytes.length) this.#grow(size);
    this.#bytes.set(piece, this.#length);
    this.#length = size;
  }

  /**
   * Yields the content and empties the buffer; the blocks are valid until something is added.
   * @param size maximum bytes of a block: bounds the reader's memory at any compression ratio
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
