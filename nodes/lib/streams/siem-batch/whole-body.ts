import { isGzip } from '../ndjson/gunzip';

/** A body without gzip has fewer bytes than the listing says. */
export class TruncatedBodyError extends Error {
  override readonly name = 'TruncatedBodyError';
  constructor(bytes: number, size: number) {
    super(`the file has ${bytes} bytes, the list says ${size}`);
  }
}

/**
 * Checks the length of a body without gzip. Gzip marks its own end; plain text does not, so a truncated or empty body
 * would pass for a complete file. More bytes than listed are accepted, because the listing counts compressed bytes.
 * @param size bytes according to the listing; null: unknown
 * @throws TruncatedBodyError after all bytes have been yielded; the errors of the body
 */
export async function* checkedBody(
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
  if (size !== null && bytes < size && !isGzip(head)) throw new TruncatedBodyError(bytes, size);
}
