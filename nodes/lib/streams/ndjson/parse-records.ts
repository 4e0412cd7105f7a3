import { isUtf8 } from 'node:buffer';
import type { SourceRecord } from '../../contracts/stream';
import { LineRecord, type PackedLines, PackedLinesWriter, parseRecord } from './packed-lines';
import type { QuarantinedLines } from './quarantine';

export interface Chunk<Records> {
  readonly records: Records;
  /** raw lines of the file read so far, including blank and quarantined ones */
  readonly line: number;
  /** largest `timestamp` so far in epoch ms, 0 where no record has one */
  readonly newest: number;
}

export type RecordChunk = Chunk<readonly SourceRecord[]>;

export interface ChunkLimits {
  /** records */
  readonly chunk: number;
  /** bytes of text */
  readonly chunkBytes: number;
  /** false: only the text is used, so parsed values are not kept in memory */
  readonly values?: boolean | undefined;
}

/**
 * Reads newline-delimited JSON in chunks of records. The line itself stays unchanged (`text`); it is parsed to check
 * that it is a record. A line that is no JSON object goes to `bad`; blank lines are ignored.
 * @param skip raw lines at the beginning that were delivered before; they are only checked for `bad`
 * @throws errors of the source, after the valid records before the error have been yielded
 */
export function readRecords(
  source: AsyncIterable<Uint8Array>,
  limits: ChunkLimits,
  skip: number,
  bad: QuarantinedLines,
): AsyncGenerator<RecordChunk> {
  const parse = limits.values === false ? parseText : parseValue;
  return readLines(source, new ChunkBuilder(limits, skip, bad, parse, new RecordList()));
}

/** Like `readRecords`, but yields packed UTF-8 lines. */
export function readPackedRecords(
  source: AsyncIterable<Uint8Array>,
  limits: ChunkLimits,
  skip: number,
  bad: QuarantinedLines,
): AsyncGenerator<Chunk<PackedLines>> {
  return readLines(source, new ChunkBuilder(limits, skip, bad, parseBytes, new PackedLinesWriter()));
}

/** Parses a line. `value`: undefined if it is not a record; `kept`: what is stored of it; `size`: bytes as UTF-8. */
type LineParser<Line> = (line: Buffer) => {
  readonly value: SourceRecord['value'] | undefined;
  readonly kept: Line;
  readonly size: number;
};

const parseText: LineParser<SourceRecord> = (line) => {
  const text = line.toString();
  return { value: parseRecord(text), kept: new LineRecord(text), size: Buffer.byteLength(text) };
};

const parseValue: LineParser<SourceRecord> = (line) => {
  const text = line.toString();
  const value = parseRecord(text);
  return { value, kept: new LineRecord(text, value), size: Buffer.byteLength(text) };
};

/**
 * Whether a line is JSON does not depend on the meaning of its non-ASCII bytes, which are valid in strings only. So
 * it is decoded as Latin-1, several times as fast as UTF-8. Invalid UTF-8 is replaced with U+FFFD, as every decoder
 * does.
 */
const parseBytes: LineParser<Buffer> = (line) => {
  const kept = isUtf8(line) ? line : Buffer.from(line.toString());
  return { value: parseRecord(line.toString('latin1')), kept, size: kept.length };
};

/** Holds the lines of a chunk until it is full. */
interface RecordBuffer<Line, Records> {
  readonly count: number;
  add(line: Line): void;
  /** returns all lines and empties the buffer */
  take(): Records;
}

class RecordList implements RecordBuffer<SourceRecord, readonly SourceRecord[]> {
  #records: SourceRecord[] = [];

  get count(): number {
    return this.#records.length;
  }

  add(record: SourceRecord): void {
    this.#records.push(record);
  }

  take(): readonly SourceRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }
}

async function* readLines<Line, Records>(
  source: AsyncIterable<Uint8Array>,
  builder: ChunkBuilder<Line, Records>,
): AsyncGenerator<Chunk<Records>> {
  try {
    for await (const lines of splitLines(source)) {
      for (const line of lines) {
        const full = builder.add(line);
        if (full !== undefined) yield full;
      }
    }
  } catch (error) {
    if (builder.pending) yield builder.take();
    throw error;
  }
  if (builder.pending) yield builder.take();
}

/** Builds the next chunk and counts how far the file has been read. */
class ChunkBuilder<Line, Records> {
  #bytes = 0;
  #line = 0;
  #newest = 0;
  readonly #limits: ChunkLimits;
  readonly #skip: number;
  readonly #bad: QuarantinedLines;
  readonly #parseLine: LineParser<Line>;
  readonly #buffer: RecordBuffer<Line, Records>;

  constructor(
    limits: ChunkLimits,
    skip: number,
    bad: QuarantinedLines,
    parse: LineParser<Line>,
    buffer: RecordBuffer<Line, Records>,
  ) {
    this.#limits = limits;
    this.#skip = skip;
    this.#bad = bad;
    this.#parseLine = parse;
    this.#buffer = buffer;
  }

  get pending(): boolean {
    return this.#buffer.count > 0;
  }

  /** @returns the finished chunk, when this line did not fit into it */
  add(bytes: Buffer): Chunk<Records> | undefined {
    const parsed = this.#parseLine(this.#line === 0 ? withoutByteOrderMark(bytes) : bytes);
    if (parsed.value === undefined) this.#quarantine(bytes.toString());
    const full = this.#line >= this.#skip ? this.#addRecord(parsed) : undefined;
    this.#line += 1;
    return full;
  }

  take(): Chunk<Records> {
    this.#bytes = 0;
    return { records: this.#buffer.take(), line: this.#line, newest: this.#newest };
  }

  /** A line that is only a byte order mark is blank (`trim` removes it). */
  #quarantine(text: string): void {
    if (text.trim() !== '') this.#bad.add(this.#line + 1, text);
  }

  #addRecord({ value, kept, size }: ReturnType<LineParser<Line>>): Chunk<Records> | undefined {
    if (value === undefined) return undefined;
    const { chunk, chunkBytes } = this.#limits;
    const full = this.pending && (this.#buffer.count >= chunk || this.#bytes + size + 1 > chunkBytes);
    const before = full ? this.take() : undefined;
    this.#buffer.add(kept);
    this.#bytes += size + 1;
    this.#newest = Math.max(this.#newest, eventTime(value));
    return before;
  }
}

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

function withoutByteOrderMark(line: Buffer): Buffer {
  const { length } = BYTE_ORDER_MARK;
  return line.subarray(0, length).equals(BYTE_ORDER_MARK) ? line.subarray(length) : line;
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

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
    for await (const { buffer, byteOffset, byteLength } of source) {
      const block = Buffer.from(buffer, byteOffset, byteLength);
      const lines: Buffer[] = [];
      let from = 0;
      for (let end = block.indexOf(NEWLINE); end !== -1; end = block.indexOf(NEWLINE, from)) {
        const line = block.subarray(from, end);
        lines.push(withoutCarriageReturn(partial.empty ? line : partial.take(line)));
        from = end + 1;
      }
      // Copied, because a view would keep the whole block until the next one arrives.
      if (from < block.length) partial.add(Buffer.from(block.subarray(from)));
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    if (partial.empty) throw error;
    throw new PartialLineError(partial.take(NOTHING).toString(), error);
  }
  if (!partial.empty) yield [withoutCarriageReturn(partial.take(NOTHING))];
}

const NOTHING = new Uint8Array(0);

function withoutCarriageReturn(line: Buffer): Buffer {
  let end = line.length;
  while (line[end - 1] === CARRIAGE_RETURN) end -= 1;
  return end === line.length ? line : line.subarray(0, end);
}

/** The bytes since the last newline. */
class PartialLine {
  #parts: Uint8Array[] = [];
  #length = 0;
  #oversized: string | undefined;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get empty(): boolean {
    return this.#length === 0 && this.#oversized === undefined;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#oversized !== undefined) return;
    this.#parts.push(bytes);
    this.#length += bytes.length;
    if (this.#length > this.#maxBytes) {
      this.#oversized = OVERSIZED_PREFIX + Buffer.concat(this.#parts).toString('utf8', 0, 2048);
      this.#parts = [];
      this.#length = 0;
    }
  }

  /** Returns the complete line and empties the buffer. */
  take(end: Uint8Array): Buffer {
    const oversized = this.#oversized;
    const parts = this.#parts;
    this.#oversized = undefined;
    this.#parts = [];
    this.#length = 0;
    return oversized === undefined ? Buffer.concat([...parts, end]) : Buffer.from(oversized);
  }
}

/** Time of an event in epoch ms, 0: none. `timestamp` is epoch ms, below 1e11 seconds (wire.md 4.3). */
export function eventTime(value: Readonly<Record<string, unknown>>): number {
  const timestamp = value['timestamp'];
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) return 0;
  return timestamp < 1e11 ? timestamp * 1000 : timestamp;
}
