import type { SourceRecord } from '../../shipping/stream';
import type { BadLines } from './bad-lines';
import { LineRecord, parseRecord } from './line-record';
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
  /** false: only the lines are going to be used, so nothing else has to wait in memory */
  readonly values?: boolean | undefined;
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
    const line = this.line === 0 ? withoutByteOrderMark(text) : text;
    const value = parseRecord(line);
    if (value === undefined && line.trim() !== '') this.bad.note(this.line + 1, text);
    const full = value !== undefined && this.line >= this.skip ? this.keep(line, value) : undefined;
    this.line += 1;
    return full;
  }

  take(): RecordChunk {
    const chunk = { records: this.records, line: this.line, newest: this.newest };
    this.records = [];
    this.bytes = 0;
    return chunk;
  }

  private keep(line: string, value: SourceRecord['value']): RecordChunk | undefined {
    const size = Buffer.byteLength(line) + 1;
    const { chunk, chunkBytes, values = true } = this.limits;
    const full = this.waiting && (this.records.length >= chunk || this.bytes + size > chunkBytes);
    const before = full ? this.take() : undefined;
    this.records.push(values ? new LineRecord(line, value) : new LineRecord(line));
    this.bytes += size;
    this.newest = Math.max(this.newest, eventTime(value));
    return before;
  }
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
