import type { Writable } from 'node:stream';

/** Writes several buffers with one system call, and one callback after the last of them. */
export function writeCorked(
  stream: Writable,
  parts: readonly Buffer[],
  onFlushed?: (error?: Error | null) => void,
): void {
  stream.cork();
  const last = parts.length - 1;
  for (const [index, part] of parts.entries()) {
    if (index === last && onFlushed !== undefined) stream.write(part, onFlushed);
    else stream.write(part);
  }
  stream.uncork();
}
