/** Splits the bytes of a file into lines. */
import { GrowingBuffer } from '../../util/http/growing-buffer';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** A block of blank lines has a line for each byte: a list of them must stay short. */
const MAX_LINES = 1024;
const NOTHING = Buffer.alloc(0);

/** The source failed in the middle of a line. `text` is the incomplete line. */
export class PartialLineError extends Error {
  override readonly name = 'PartialLineError';
  constructor(
    readonly text: string,
    cause: unknown,
  ) {
    super('the file ends in the middle of a line', { cause });
  }
}

/** Prefix of the replacement for an oversized line. It is no JSON, so the line goes to quarantine. */
const OVERSIZED_PREFIX = '\u0000overlong ';

/**
 * Splits bytes into lines at `\n`. The lines are views of the source blocks: a caller that keeps one must copy or
 * decode it, because the view keeps the whole block in memory.
 * @param maxLineBytes a longer line is not held in memory; it is replaced with a prefix and its first 2 KB
 * @throws PartialLineError when the source fails after part of a line; otherwise the error of the source
 */
export async function* splitLines(
  source: AsyncIterable<Uint8Array>,
  maxLineBytes = 8 * 1024 * 1024,
): AsyncGenerator<readonly Buffer[]> {
  const partial = new PartialLine(maxLineBytes);
  try {
    for await (const { buffer, byteOffset, byteLength } of source)
      yield* linesOf(Buffer.from(buffer, byteOffset, byteLength), partial);
  } catch (error) {
    if (partial.empty) throw error;
    throw new PartialLineError(partial.take(NOTHING).toString(), error);
  }
  if (!partial.empty) yield [withoutCarriageReturn(partial.take(NOTHING))];
}

function* linesOf(block: Buffer, partial: PartialLine): Generator<readonly Buffer[]> {
  let lines: Buffer[] = [];
  let from = 0;
  for (let end = endOfLine(block, 0); end !== -1; end = endOfLine(block, from)) {
    const isBlank = end === from && partial.empty;
    lines.push(isBlank ? NOTHING : completeLine(block.subarray(from, end), partial));
    from = end + 1;
    if (lines.length < MAX_LINES) continue;
    yield lines;
    lines = [];
  }
  if (from < block.length) partial.add(block.subarray(from));
  if (lines.length > 0) yield lines;
}

/** A search for each of millions of blank lines would take longer than all else. */
const endOfLine = (block: Buffer, from: number): number =>
  block[from] === NEWLINE ? from : block.indexOf(NEWLINE, from);

const completeLine = (end: Buffer, partial: PartialLine): Buffer =>
  withoutCarriageReturn(partial.empty ? end : partial.take(end));

function withoutCarriageReturn(line: Buffer): Buffer {
  let end = line.length;
  while (line[end - 1] === CARRIAGE_RETURN) end -= 1;
  return end === line.length ? line : line.subarray(0, end);
}

/** The bytes since the last newline. */
class PartialLine {
  readonly #bytes = new GrowingBuffer();
  #oversized: string | undefined;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get empty(): boolean {
    return this.#bytes.length === 0 && this.#oversized === undefined;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#oversized !== undefined) return;
    this.#bytes.add(bytes);
    if (this.#bytes.length > this.#maxBytes)
      this.#oversized = OVERSIZED_PREFIX + this.#bytes.take().toString('utf8', 0, 2048);
  }

  /** Returns the complete line and empties the buffer. */
  take(end: Uint8Array): Buffer {
    const oversized = this.#oversized;
    this.#oversized = undefined;
    if (oversized !== undefined) return Buffer.from(oversized);
    this.#bytes.add(end);
    return this.#bytes.take();
  }
}
