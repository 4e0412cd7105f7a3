import { isUtf8 } from 'node:buffer';
import { isDeep } from '../../contracts/json';
import type { SourceRecord } from '../../contracts/stream';
import { yieldToEventLoop } from '../../util/async';
import { HOUR_MS } from '../../util/time';
import { checkBadLines, FILE_LIMITS } from './file-limits';
import { LineRecord, type PackedLines, PackedLinesWriter, parseRecord } from './packed-lines';
import type { QuarantinedLines } from './quarantine';
import { splitLines } from './split-lines';

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
 * that it is a record. A line that is no JSON object, or a deep one, goes to `bad`; blank lines are ignored.
 * @param skip raw lines at the beginning that were delivered before; they are only checked for `bad`
 * @throws errors of the source, and FileLimitError, after the valid records before the error have been yielded
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

function shallowRecord(text: string): SourceRecord['value'] | undefined {
  const value = parseRecord(text);
  return value === undefined || isDeep(value) ? undefined : value;
}

const parseText: LineParser<SourceRecord> = (line) => {
  const text = line.toString();
  return { value: shallowRecord(text), kept: new LineRecord(text), size: Buffer.byteLength(text) };
};

const parseValue: LineParser<SourceRecord> = (line) => {
  const text = line.toString();
  const value = shallowRecord(text);
  return { value, kept: new LineRecord(text, value), size: Buffer.byteLength(text) };
};

/**
 * Whether a line is JSON does not depend on the meaning of its non-ASCII bytes, which are valid in strings only. So
 * it is decoded as Latin-1, several times as fast as UTF-8. Invalid UTF-8 is replaced with U+FFFD, as every decoder
 * does.
 */
const parseBytes: LineParser<Buffer> = (line) => {
  const kept = isUtf8(line) ? line : Buffer.from(line.toString());
  return { value: shallowRecord(line.toString('latin1')), kept, size: kept.length };
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

/** ms of work after which other work gets a turn */
const MAX_TURN_MS = 10;

async function* readLines<Line, Records>(
  source: AsyncIterable<Uint8Array>,
  builder: ChunkBuilder<Line, Records>,
): AsyncGenerator<Chunk<Records>> {
  let turn = performance.now();
  try {
    for await (const lines of splitLines(source)) {
      if (performance.now() - turn > MAX_TURN_MS) {
        await yieldToEventLoop();
        turn = performance.now();
      }
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
  /** epoch ms; later times are not believed */
  readonly #latest = Date.now() + CLOCK_TOLERANCE_MS;
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
    if (bytes.length === 0) {
      this.#line += 1;
      return undefined;
    }
    const line = this.#line === 0 ? withoutByteOrderMark(bytes) : bytes;
    const start = startOf(line);
    // Only an object begins with a brace: other lines are not parsed, which takes long when it fails.
    const parsed = line[start] === OPENING_BRACE ? this.#parseLine(line) : undefined;
    if (parsed?.value === undefined && start < line.length) this.#quarantine(bytes);
    const full = parsed !== undefined && this.#line >= this.#skip ? this.#addRecord(parsed) : undefined;
    this.#line += 1;
    return full;
  }

  take(): Chunk<Records> {
    this.#bytes = 0;
    return { records: this.#buffer.take(), line: this.#line, newest: this.#newest };
  }

  /** A line that is only a byte order mark is blank (`trim` removes it). */
  #quarantine(bytes: Buffer): void {
    const text = bytes.toString();
    if (text.trim() === '') return;
    this.#bad.add(this.#line + 1, text);
    checkBadLines(this.#bad.count, FILE_LIMITS);
  }

  #addRecord({ value, kept, size }: ReturnType<LineParser<Line>>): Chunk<Records> | undefined {
    if (value === undefined) return undefined;
    const { chunk, chunkBytes } = this.#limits;
    const full = this.pending && (this.#buffer.count >= chunk || this.#bytes + size + 1 > chunkBytes);
    const before = full ? this.take() : undefined;
    this.#buffer.add(kept);
    this.#bytes += size + 1;
    const time = eventTime(value);
    if (time <= this.#latest) this.#newest = Math.max(this.#newest, time);
    return before;
  }
}

const OPENING_BRACE = 0x7b;
const BLANKS: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0d]);

/** The position of the first byte that is no blank of JSON, the length if there is none. */
function startOf(line: Buffer): number {
  let start = 0;
  while (start < line.length && BLANKS.has(line[start])) start += 1;
  return start;
}

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

function withoutByteOrderMark(line: Buffer): Buffer {
  const { length } = BYTE_ORDER_MARK;
  return line.subarray(0, length).equals(BYTE_ORDER_MARK) ? line.subarray(length) : line;
}

/** An event may be this much in the future because of a clock. One that is further says nothing about what was read. */
export const CLOCK_TOLERANCE_MS = HOUR_MS;

/** Time of an event in epoch ms, 0: none. `timestamp` is epoch ms, below 1e11 seconds (wire.md 4.3). */
export function eventTime(value: Readonly<Record<string, unknown>>): number {
  const timestamp = value['timestamp'];
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) return 0;
  return timestamp < 1e11 ? timestamp * 1000 : timestamp;
}
