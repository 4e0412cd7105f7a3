/** Bodies as received over a network: in blocks of any size, and sometimes truncated. */

export async function* blocks(bytes: Uint8Array, size = bytes.length || 1): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function* failingAfter(bytes: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
  throw error;
}

/** Everything received, and the error that ended it. */
export async function collect<T>(source: AsyncIterable<T>): Promise<{ all: T[]; error: unknown }> {
  const all: T[] = [];
  try {
    for await (const one of source) all.push(one);
    return { all, error: undefined };
  } catch (error) {
    return { all, error };
  }
}

/** The same for bytes that are valid only until the next block. */
export function collectBytes(
  source: AsyncIterable<Uint8Array>,
): Promise<{ all: Uint8Array[]; error: unknown }> {
  return collect(copied(source));
}

async function* copied(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const block of source) yield Uint8Array.from(block);
}
