import { createGunzip, type Gunzip } from 'node:zlib';
import { yieldToEventLoop } from '../../util/async';
import { checkSize, FILE_LIMITS, type FileLimits } from './file-limits';

/** Bytes. Larger than zlib's default of 16 KB: fewer blocks make catching up faster. */
const OUTPUT_BLOCK_BYTES = 256 * 1024;
const MAX_LAYERS = 2;
/** Bytes of output that are held: a block of input can unpack to a thousand times its size. */
const MAX_HELD_BYTES = 1024 * 1024;
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
 * @throws FileLimitError after the bytes before the limit; the errors of the body and of zlib
 */
export async function* gunzipIfNeeded(
  body: AsyncIterable<Uint8Array>,
  smallSteps = false,
  limits: FileLimits = FILE_LIMITS,
): AsyncGenerator<Uint8Array> {
  let received = 0;
  let unpacked = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const block of body) {
      received += block.length;
      yield block;
    }
  }
  const stepBytes = smallSteps ? SMALL_STEP_BYTES : Number.POSITIVE_INFINITY;
  for await (const block of unwrapLayers(counted(), stepBytes, MAX_LAYERS)) {
    unpacked += block.length;
    checkSize(unpacked, received, limits);
    yield block;
  }
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
  const output = new Output(stream);
  try {
    for await (const piece of inPieces(body, pieceSize)) {
      yield* output.until(writeAndFlush(stream, piece));
      if (output.isOver) return;
    }
    stream.end();
    yield* output.until(output.closed);
  } finally {
    stream.destroy();
  }
}

/** What a stream has unpacked. The stream waits while that is not read. */
class Output {
  readonly #stream: Gunzip;
  readonly #held = new ReusableBuffer();
  /** A failed write never calls back, and padding after the data ends the stream early. */
  readonly closed: Promise<void>;
  #failure: Error | undefined;
  #isOver = false;
  #onFull: () => void = () => undefined;

  constructor(stream: Gunzip) {
    this.#stream = stream;
    stream.on('data', (block: Buffer) => this.#add(block));
    stream.on('error', (error) => {
      this.#failure = error;
    });
    this.closed = new Promise((resolve) => {
      stream.once('close', resolve).once('end', () => {
        this.#isOver = true;
        resolve();
      });
    });
  }

  /** The data has its end. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Yields all that is unpacked until `work` is done.
   * @throws the error of the stream, after what was unpacked before it
   */
  async *until(work: Promise<void>): AsyncGenerator<Uint8Array> {
    let isDone = false;
    const done = Promise.race([work, this.closed]).then(() => {
      isDone = true;
    });
    for (;;) {
      this.#stream.resume();
      await Promise.race([done, this.#full()]);
      yield* this.#held.take(OUTPUT_BLOCK_BYTES);
      if (this.#failure !== undefined) throw this.#failure;
      if (isDone && this.#stream.readableLength === 0) return;
      if (isDone) await this.#emitWaiting();
    }
  }

  /** A block that waits in the stream is emitted in the next turn. */
  #emitWaiting(): Promise<void> {
    this.#stream.resume();
    return yieldToEventLoop();
  }

  /** The buffer is reused while its blocks are read, so nothing may come in the meantime. */
  #add(block: Buffer): void {
    this.#held.add(block);
    if (!this.#isFull) return;
    this.#stream.pause();
    this.#onFull();
  }

  get #isFull(): boolean {
    return this.#held.length >= MAX_HELD_BYTES;
  }

  #full(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isFull) resolve();
      else this.#onFull = resolve;
    });
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

  get length(): number {
    return this.#length;
  }

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
