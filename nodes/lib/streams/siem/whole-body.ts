import { isGzip } from '../lines/inflate';

/** A body that is not gzip ended before the list says. */
export class ShortBody extends Error {
  override readonly name = 'ShortBody';
  constructor(bytes: number, size: number) {
    super(`the file has ${bytes} bytes, the list says ${size}`);
  }
}

/**
 * Gzip says by itself where it ends; plain text does not, so that half of it, or nothing at all, would pass for a
 * whole file. More than the list says is none of our business: it counts compressed bytes.
 * @param size bytes that the list says; null: nothing
 * @throws ShortBody, after everything that came has been yielded; what the body throws
 */
export async function* wholeBody(
  body: AsyncIterable<Uint8Array>,
  size: number | null,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  let head: Uint8Array = new Uint8Array(0);
  for await (const block of body) {
    if (head.length < 2) head = Buffer.concat([head, block.subarray(0, 2)]);
    bytes += block.length;
    yield block;
  }
  if (size !== null && bytes < size && !isGzip(head)) throw new ShortBody(bytes, size);
}
