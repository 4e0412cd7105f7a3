import { createGunzip, type Gunzip } from 'node:zlib';
import { Scratch } from './scratch';

/** Bigger than zlib's default of 16 KB: fewer, larger blocks are what makes catching up fast. */
const OUTPUT_BLOCK = 256 * 1024;
const MAX_LAYERS = 2;
/** Bytes; unpacks to less than a line of most files. */
const CAREFUL_SLICE = 32;

/** The magic bytes, not the headers, say whether a body is gzip (wire.md 4.1 and 14, row 13). */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * What is inside a body that may be gzip, gzip in gzip, or plain. When the gzip data ends early or is
 * corrupt, what could be unpacked is yielded before the error is thrown: all of it when it ends early; when it
 * is corrupt, zlib drops the block under way, so all but the last 256 KB, or with `careful` all but some bytes.
 * A block is good until the next one is asked for.
 * @param careful feeds zlib in tiny slices: many times slower, for a file that is known to be corrupt
 */
export function inflate(body: AsyncIterable<Uint8Array>, careful = false): AsyncGenerator<Uint8Array> {
  return unpack(body, careful ? CAREFUL_SLICE : Number.POSITIVE_INFINITY, MAX_LAYERS);
}

async function* unpack(
  body: AsyncIterable<Uint8Array>,
  slice: number,
  layers: number,
): AsyncGenerator<Uint8Array> {
  const source = body[Symbol.asyncIterator]();
  try {
    const head = await takeHead(source);
    const whole = prepend(head, source);
    if (layers > 0 && isGzip(head)) yield* unpack(gunzip(whole, slice), slice, layers - 1);
    else yield* whole;
  } finally {
    await source.return?.();
  }
}

/** At least the two bytes that tell, unless there are fewer. */
async function takeHead(source: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < 2) {
    const { done, value } = await source.next();
    if (done === true) break;
    // A copy of what is too short: with the next block its memory holds something else.
    head = head.length === 0 && value.length >= 2 ? value : Buffer.concat([head, value]);
  }
  return head;
}

async function* prepend(head: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let step = await source.next(); step.done !== true; step = await source.next()) yield step.value;
}

/**
 * Not `pipeline` and async iteration: a stream that is destroyed by an error drops what it has buffered, and
 * the good lines before a break are wanted. So each slice is unpacked to its end before the next.
 */
async function* gunzip(body: AsyncIterable<Uint8Array>, slice: number): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: OUTPUT_BLOCK });
  const unpacked = new Scratch();
  const state: { failure?: Error; ended?: true } = {};
  stream.on('data', (block: Buffer) => unpacked.add(block));
  stream.on('error', (error) => {
    state.failure = error;
  });
  // A write that fails is never called back, and padding behind the data ends the stream early.
  const over = new Promise<void>((resolve) => {
    stream.once('close', resolve).once('end', () => {
      state.ended = true;
      resolve();
    });
  });
  try {
    for await (const part of slices(body, slice)) {
      await Promise.race([written(stream, part), over]);
      yield* unpacked.take(OUTPUT_BLOCK);
      if (state.failure !== undefined) throw state.failure;
      if (state.ended) return;
    }
    stream.end();
    await over;
    yield* unpacked.take(OUTPUT_BLOCK);
    if (state.failure !== undefined) throw state.failure;
  } finally {
    stream.destroy();
  }
}

async function* slices(body: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  for await (const block of body) {
    for (let at = 0; at < block.length; at += size) yield block.subarray(at, at + size);
  }
}

/** Resolves when the slice is unpacked and what came out of it has been emitted. */
function written(stream: Gunzip, part: Uint8Array): Promise<void> {
  return new Promise((resolve) => stream.write(part, () => setImmediate(resolve)));
}
