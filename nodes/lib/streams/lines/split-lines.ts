const NEWLINE = 0x0a;

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
 * Cuts bytes into lines at `\n`. Each line is decoded by itself: that is as fast as cutting a decoded block,
 * and a line that waits in memory keeps nothing of its neighbours.
 * @param maxLineBytes a longer line is not held in memory; its first 2 KB stand for it
 * @throws TornLine when the source fails after part of a line; else what the source throws
 */
export async function* splitLines(
  source: AsyncIterable<Uint8Array>,
  maxLineBytes = 8 * 1024 * 1024,
): AsyncGenerator<readonly string[]> {
  const rest = new Rest(maxLineBytes);
  try {
    for await (const block of source) {
      const lines: string[] = [];
      let from = 0;
      for (let end = block.indexOf(NEWLINE); end !== -1; end = block.indexOf(NEWLINE, from)) {
        const line = block.subarray(from, end);
        lines.push(withoutCarriageReturn(rest.empty ? textOf(line) : rest.take(line)));
        from = end + 1;
      }
      rest.add(block.subarray(from));
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    if (rest.empty) throw error;
    throw new TornLine(rest.take(NOTHING), error);
  }
  if (!rest.empty) yield [withoutCarriageReturn(rest.take(NOTHING))];
}

const NOTHING = new Uint8Array(0);

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** What came after the last newline so far. */
class Rest {
  private parts: Uint8Array[] = [];
  private length = 0;
  private overlong: string | undefined;

  constructor(private readonly maxBytes: number) {}

  get empty(): boolean {
    return this.length === 0 && this.overlong === undefined;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.overlong !== undefined) return;
    this.parts.push(bytes);
    this.length += bytes.length;
    if (this.length > this.maxBytes) {
      this.overlong = OVERLONG_MARK + Buffer.concat(this.parts).toString('utf8', 0, 2048);
      this.parts = [];
      this.length = 0;
    }
  }

  /** The rest and the end of its line, as text; empties the rest. */
  take(end: Uint8Array): string {
    const { overlong, parts } = this;
    this.overlong = undefined;
    this.parts = [];
    this.length = 0;
    return overlong ?? textOf(Buffer.concat([...parts, end]));
  }
}
