const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The text after the last newline of a file that broke off: part of a line, so no record. */
export class TornLine extends Error {
  override readonly name = 'TornLine';
  constructor(
    readonly text: string,
    cause: unknown,
  ) {
    super('the file broke off in the middle of a line', { cause });
  }
}

/** Stands for a line that was longer than allowed: it is no JSON, so it ends in quarantine with its beginning. */
const OVERLONG_MARK = '\u0000overlong ';

/**
 * Cuts bytes into lines at `\n`, as pieces of the blocks that they came in: who keeps a line copies it or makes
 * text of it, or it would keep its neighbours in memory.
 * @param maxLineBytes a longer line is not held in memory; its first 2 KB stand for it
 * @throws TornLine when the source fails after part of a line; else what the source throws
 */
export async function* splitLines(
  source: AsyncIterable<Uint8Array>,
  maxLineBytes = 8 * 1024 * 1024,
): AsyncGenerator<readonly Buffer[]> {
  const rest = new Rest(maxLineBytes);
  try {
    for await (const { buffer, byteOffset, byteLength } of source) {
      const block = Buffer.from(buffer, byteOffset, byteLength);
      const lines: Buffer[] = [];
      let from = 0;
      for (let end = block.indexOf(NEWLINE); end !== -1; end = block.indexOf(NEWLINE, from)) {
        const line = block.subarray(from, end);
        lines.push(withoutCarriageReturn(rest.empty ? line : rest.take(line)));
        from = end + 1;
      }
      // A copy: the piece would keep its whole block until the next one comes.
      if (from < block.length) rest.add(Buffer.from(block.subarray(from)));
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    if (rest.empty) throw error;
    throw new TornLine(rest.take(NOTHING).toString(), error);
  }
  if (!rest.empty) yield [withoutCarriageReturn(rest.take(NOTHING))];
}

const NOTHING = new Uint8Array(0);

function withoutCarriageReturn(line: Buffer): Buffer {
  let end = line.length;
  while (line[end - 1] === CARRIAGE_RETURN) end -= 1;
  return end === line.length ? line : line.subarray(0, end);
}

/** What came after the last newline so far. */
class Rest {
  #parts: Uint8Array[] = [];
  #length = 0;
  #overlong: string | undefined;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get empty(): boolean {
    return this.#length === 0 && this.#overlong === undefined;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#overlong !== undefined) return;
    this.#parts.push(bytes);
    this.#length += bytes.length;
    if (this.#length > this.#maxBytes) {
      this.#overlong = OVERLONG_MARK + Buffer.concat(this.#parts).toString('utf8', 0, 2048);
      this.#parts = [];
      this.#length = 0;
    }
  }

  /** The rest and the end of its line; empties the rest. */
  take(end: Uint8Array): Buffer {
    const overlong = this.#overlong;
    const parts = this.#parts;
    this.#overlong = undefined;
    this.#parts = [];
    this.#length = 0;
    return overlong === undefined ? Buffer.concat([...parts, end]) : Buffer.from(overlong);
  }
}
