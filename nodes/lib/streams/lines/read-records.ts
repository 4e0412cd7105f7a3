import type { SourceRecord } from '../../shipping/stream';
import type { BadLines } from './bad-lines';
import { splitLines } from './split-lines';

export interface RecordChunk {
  readonly records: readonly SourceRecord[];
  /** raw lines of the file read so far, blank and bad ones included */
  readonly line: number;
  /** largest `timestamp` so far in epoch ms, 0 where no record has one */
  readonly newest: number;
}

export interface ChunkLimits {
  /** records */
  readonly chunk: number;
  /** bytes of text */
  readonly chunkBytes: number;
}

/**
 * Newline-delimited JSON to chunks of records. The line stays what it is (`text`); it is parsed to know that
 * it is a record. What is no JSON object goes to `bad`, blank lines nowhere.
 * @param skip raw lines at the beginning that were delivered before; they are only looked at for `bad`
 * @throws what the source throws, after the good records before it have been yielded
 */
export async function* readRecords(
  source: AsyncIterable<Uint8Array>,
  limits: ChunkLimits,
  skip: number,
  bad: BadLines,
): AsyncGenerator<RecordChunk> {
  const collected = new Collected(limits, skip, bad);
  try {
    for await (const lines of splitLines(source)) {
      for (const text of lines) {
        const full = collected.add(text);
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
class Collected {
  private records: SourceRecord[] = [];
  private bytes = 0;
  private line = 0;
  private newest = 0;

  constructor(
    private readonly limits: ChunkLimits,
    private readonly skip: number,
    private readonly bad: BadLines,
  ) {}

  get waiting(): boolean {
    return this.records.length > 0;
  }

  /** Returns the chunk that this line did not fit into any more. */
  add(text: string): RecordChunk | undefined {
    const record = readRecord(this.line === 0 ? withoutByteOrderMark(text) : text);
    if (record === 'bad') this.bad.note(this.line + 1, text);
    const full = typeof record === 'object' && this.line >= this.skip ? this.keep(record) : undefined;
    this.line += 1;
    return full;
  }

  take(): RecordChunk {
    const chunk = { records: this.records, line: this.line, newest: this.newest };
    this.records = [];
    this.bytes = 0;
    return chunk;
  }

  private keep(record: SourceRecord): RecordChunk | undefined {
    const size = Buffer.byteLength(record.text) + 1;
    const { chunk, chunkBytes } = this.limits;
    const full = this.waiting && (this.records.length >= chunk || this.bytes + size > chunkBytes);
    const before = full ? this.take() : undefined;
    this.records.push(record);
    this.bytes += size;
    this.newest = Math.max(this.newest, eventTime(record.value));
    return before;
  }
}

function readRecord(text: string): SourceRecord | 'bad' | 'blank' {
  if (text.trim() === '') return 'blank';
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? { value, text } : 'bad';
  } catch {
    return 'bad';
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Epoch ms, 0 where there is none. `timestamp` is epoch ms; below 1e11 it is seconds (mimecast-api.md 4.3). */
export function eventTime(value: Readonly<Record<string, unknown>>): number {
  const timestamp = value['timestamp'];
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) return 0;
  return timestamp < 1e11 ? timestamp * 1000 : timestamp;
}
