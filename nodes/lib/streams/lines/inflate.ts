import { createGunzip, type Gunzip } from 'node:zlib';

/** Bigger than zlib's default of 16 KB: fewer, larger blocks are what makes catching up fast. */
const OUTPUT_BLOCK = 256 * 1024;
const MAX_LAYERS = 2;

/** The magic bytes, not the headers, say whether a body is gzip (mimecast-api.md 4.1 and 14, row 13). */
function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * What is inside a body that may be gzip, gzip in gzip, or plain. When the gzip data ends early or is
 * corrupt, all that could be unpacked is yielded before the error is thrown.
 */
export function inflate(body: AsyncIterable<Uint8Array>, layers = MAX_LAYERS): AsyncGenerator<Uint8Array> {
  return unpack(body, layers);
}

async function* unpack(body: AsyncIterable<Uint8Array>, layers: number): AsyncGenerator<Uint8Array> {
  const source = body[Symbol.asyncIterator]();
  try {
    const head = await takeHead(source);
    const whole = prepend(head, source);
    if (layers > 0 && isGzip(head)) yield* unpack(gunzip(whole), layers - 1);
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
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return head;
}

async function* prepend(head: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let step = await source.next(); step.done !== true; step = await source.next()) yield step.value;
}

/**
 * Not `pipeline` and async iteration: a stream that is destroyed by an error drops what it has buffered, and
 * the good lines before a break are wanted. So each input block is unpacked to its end before the next.
 */
async function* gunzip(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: OUTPUT_BLOCK });
  const unpacked: Uint8Array[] = [];
  let failure: Error | undefined;
  stream.on('data', (block: Buffer) => unpacked.push(block));
  stream.on('error', (error) => {
    failure = error;
  });
  try {
    for await (const block of body) {
      await written(stream, block);
      yield* unpacked.splice(0);
      if (failure !== undefined) throw failure;
    }
    await ended(stream);
    yield* unpacked.splice(0);
    if (failure !== undefined) throw failure;
  } finally {
    stream.destroy();
  }
}

/** Resolves when the block is unpacked or the stream has failed; the caller asks which. */
function written(stream: Gunzip, block: Uint8Array): Promise<void> {
  return new Promise((resolve) => stream.write(block, () => setImmediate(resolve)));
}

function ended(stream: Gunzip): Promise<void> {
  return new Promise((resolve) => {
    stream.once('end', resolve);
    stream.once('error', () => resolve());
    stream.end();
  });
}
