/** What a flow wrote: newline-delimited JSON. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';

const BLOCK = 65_536;

/** Bytes; 0 while there is no such file. */
export async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}

/** The lines, without a torn last one. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  const whole = await endOfLastLine(file);
  if (whole === 0) return;
  const stream = createReadStream(file, { encoding: 'utf8', end: whole - 1 });
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line !== '') yield line;
    }
  } finally {
    stream.destroy();
  }
}

export async function countLines(file: string): Promise<number> {
  if ((await sizeOf(file)) === 0) return 0;
  let count = 0;
  for await (const chunk of createReadStream(file)) {
    for (const byte of chunk as Buffer) if (byte === 0x0a) count += 1;
  }
  return count;
}

/**
 * What a sink that survives a crash does before it goes on: cuts off a last line that was torn.
 * @returns bytes cut off
 */
export async function repair(file: string): Promise<number> {
  const size = await sizeOf(file);
  const whole = await endOfLastLine(file);
  if (whole === size) return 0;
  const handle = await open(file, 'r+');
  try {
    await handle.truncate(whole);
  } finally {
    await handle.close();
  }
  return size - whole;
}

/** Offset just behind the last line feed. */
async function endOfLastLine(file: string): Promise<number> {
  let end = await sizeOf(file);
  if (end === 0) return 0;
  const handle = await open(file, 'r');
  try {
    const block = Buffer.alloc(BLOCK);
    while (end > 0) {
      const start = Math.max(0, end - BLOCK);
      const { bytesRead } = await handle.read(block, 0, end - start, start);
      const at = block.subarray(0, bytesRead).lastIndexOf(0x0a);
      if (at >= 0) return start + at + 1;
      end = start;
    }
    return 0;
  } finally {
    await handle.close();
  }
}
