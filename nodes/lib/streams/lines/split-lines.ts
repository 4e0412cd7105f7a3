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
 * Cuts bytes into lines at `\n`. Blocks are decoded whole lines at a time, so that no character is split.
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
      const last = block.lastIndexOf(NEWLINE);
      if (last === -1) {
        rest.add(block);
        continue;
      }
      const text = rest.take(block.subarray(0, last));
      rest.add(block.subarray(last + 1));
      yield text.split('\n').map(withoutCarriageReturn);
    }
  } catch (error) {
    if (rest.empty) throw error;
    throw new TornLine(rest.take(new Uint8Array(0)), error);
  }
  if (!rest.empty) yield [withoutCarriageReturn(rest.take(new Uint8Array(0)))];
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

  /** The rest and what follows it, as text; empties the rest. */
  take(tail: Uint8Array): string {
    const overlong = this.overlong;
    this.overlong = undefined;
    if (overlong !== undefined) {
      const end = tail.indexOf(NEWLINE);
      return overlong + (end === -1 ? '' : Buffer.from(tail.subarray(end)).toString('utf8'));
    }
    const parts = this.parts;
    this.parts = [];
    this.length = 0;
    const bytes = parts.length === 0 ? tail : Buffer.concat([...parts, tail]);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  }
}
