/** The output file of a flow: newline-delimited JSON. */
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const BLOCK = 65_536;
const LINE_FEED = 0x0a;

/** Bytes; 0 while the file does not exist. */
export async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}

/** The lines, without a partial last one. */
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

/** Counts the lines of a growing file; reads each byte once. */
export class LineCount {
  #seen = 0;
  #lines = 0;

  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async now(): Promise<number> {
    const size = await sizeOf(this.#file);
    if (size <= this.#seen) return this.#lines;
    for await (const chunk of createReadStream(this.#file, { start: this.#seen, end: size - 1 })) {
      if (!Buffer.isBuffer(chunk)) continue;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1))
        this.#lines += 1;
      this.#seen += chunk.length;
    }
    return this.#lines;
  }
}

export function countLines(file: string): Promise<number> {
  return new LineCount(file).now();
}

/** Of all files below a folder; 0 while it does not exist. */
export async function countLinesBelow(folder: string): Promise<number> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = found.filter((entry) => entry.isFile());
  const counts = await Promise.all(files.map(({ parentPath, name }) => countLines(join(parentPath, name))));
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Recovery of a sink that survives a crash: cuts off a partial last line.
 * @returns bytes cut off
 */
export async function cutPartialLine(file: string): Promise<number> {
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
      const at = block.subarray(0, bytesRead).lastIndexOf(LINE_FEED);
      if (at >= 0) return start + at + 1;
      end = start;
    }
    return 0;
  } finally {
    await handle.close();
  }
}
