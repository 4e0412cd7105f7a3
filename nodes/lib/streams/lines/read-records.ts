import { isUtf8 } from 'node:buffer';
import type { SourceRecord } from '../../shipping/stream';
import type { BadLines } from './bad-lines';
import { LineRecord, parseRecord } from './line-record';
import { type PackedLines, PageWriter } from './page-writer';
import { splitLines } from './split-lines';

export interface Chunk<Records> {
  readonly records: Records;
  /** raw lines of the file read so far, blank and bad ones included */
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
  /** false: only the lines are going to be used, so nothing else has to wait in memory */
  readonly values?: boolean | undefined;
}

/**
 * Newline-delimited JSON to chunks of records. The line stays what it is (`text`); it is parsed to know that
 * it is a record. What is no JSON object goes to `bad`, blank lines nowhere.
 * @param skip raw lines at the beginning that were delivered before; they are only looked at for `bad`
 * @throws what the source throws, after the good records before it have been yielded
 */
export function readRecords(
  source: AsyncIterable<Uint8Array>,
  limits: ChunkLimits,
  skip: number,
  bad: BadLines,
): AsyncGenerator<RecordChunk> {
  const look = limits.values === false ? asText : asRecord;
  return readLines(source, new Collected(limits, skip, bad, look, new List()));
}

/** The same, to lines as they came: UTF-8. */
export function readBytes(
  source: AsyncIterable<Uint8Array>,
  limits: ChunkLimits,
  skip: number,
  bad: BadLines,
): AsyncGenerator<Chunk<PackedLines>> {
  return readLines(source, new Collected(limits, skip, bad, asBytes, new PageWriter()));
}

/** What a line says, undefined where it is no record; what is kept of it, and its size as UTF-8. */
type Look<Line> = (line: Buffer) => {
  readonly value: SourceRecord['value'] | undefined;
  readonly kept: Line;
  readonly size: number;
};

const asText: Look<SourceRecord> = (line) => {
  const text = line.toString();
  return { value: parseRecord(text), kept: new LineRecord(text), size: Buffer.byteLength(text) };
};

const asRecord: Look<SourceRecord> = (line) => {
  const text = line.toString();
  const value = parseRecord(text);
  return { value, kept: new LineRecord(text, value), size: Buffer.byteLength(text) };
};

/**
 * Whether it is JSON does not depend on what the bytes beyond ASCII mean: they stand in texts only, and Latin-1
 * is read several times as fast as UTF-8. What is no UTF-8 becomes what everybody reads it as.
 */
const asBytes: Look<Buffer> = (line) => {
  const kept = isUtf8(line) ? line : Buffer.from(line.toString());
  return { value: parseRecord(line.toString('latin1')), kept, size: kept.length };
};

/** Where what is kept of lines waits until a chunk is full. */
interface Holding<Line, Records> {
  readonly count: number;
  add(line: Line): void;
  /** all of it; empty afterwards */
  take(): Records;
}

class List implements Holding<SourceRecord, readonly SourceRecord[]> {
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
  collected: Collected<Line, Records>,
): AsyncGenerator<Chunk<Records>> {
  try {
    for await (const lines of splitLines(source)) {
      for (const line of lines) {
        const full = collected.add(line);
        if (full !== undefined) yield full;
      }
    }
  } catch (error) {
    if (collected.waiting) yield collected.take();
    throw error;
  }
  if (collected.waiting) yield collected.take();
}

/** The records since the last chunk, and how far the file has been read. */
class Collected<Line, Records> {
  #bytes = 0;
  #line = 0;
  #newest = 0;
  readonly #limits: ChunkLimits;
  readonly #skip: number;
  readonly #bad: BadLines;
  readonly #look: Look<Line>;
  readonly #holding: Holding<Line, Records>;

  constructor(
    limits: ChunkLimits,
    skip: number,
    bad: BadLines,
    look: Look<Line>,
    holding: Holding<Line, Records>,
  ) {
    this.#limits = limits;
    this.#skip = skip;
    this.#bad = bad;
    this.#look = look;
    this.#holding = holding;
  }

  get waiting(): boolean {
    return this.#holding.count > 0;
  }

  /** Returns the chunk that this line did not fit into any more. */
  add(bytes: Buffer): Chunk<Records> | undefined {
    const seen = this.#look(this.#line === 0 ? withoutByteOrderMark(bytes) : bytes);
    if (seen.value === undefined) this.#noteBad(bytes.toString());
    const full = this.#line >= this.#skip ? this.#keep(seen) : undefined;
    this.#line += 1;
    return full;
  }

  take(): Chunk<Records> {
    this.#bytes = 0;
    return { records: this.#holding.take(), line: this.#line, newest: this.#newest };
  }

  /** A byte order mark counts as blank. */
  #noteBad(text: string): void {
    if (text.trim() !== '') this.#bad.note(this.#line + 1, text);
  }

  #keep({ value, kept, size }: ReturnType<Look<Line>>): Chunk<Records> | undefined {
    if (value === undefined) return undefined;
    const { chunk, chunkBytes } = this.#limits;
    const full = this.waiting && (this.#holding.count >= chunk || this.#bytes + size + 1 > chunkBytes);
    const before = full ? this.take() : undefined;
    this.#holding.add(kept);
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

/** Epoch ms, 0 where there is none. `timestamp` is epoch ms; below 1e11 it is seconds (wire.md 4.3). */
export function eventTime(value: Readonly<Record<string, unknown>>): number {
  const timestamp = value['timestamp'];
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) return 0;
  return timestamp < 1e11 ? timestamp * 1000 : timestamp;
}
