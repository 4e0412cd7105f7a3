import { Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { badLineAfter } from './bad-lines';
import { type Conditions, cut } from './conditions';
import { FileCache } from './file-cache';
import type { SimulatorSettings } from './options';
import { type Period, period, recordLine } from './records';
import type { SiemFile } from './types';

/** `truncated` and `corrupt` break after the same record, so that it is known what can still be read. */
export type Ending = 'whole' | 'truncated' | 'corrupt';

/** Bytes of the pieces that gzip writes; it reads twice as much at a time. */
const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;
/** 1 for the final block, 11 for a kind of block that does not exist: inflate stops here and nowhere later. */
const GARBAGE = Buffer.alloc(64, 0xff);

/** Writes the files. Nothing is stored: the same file is written anew, byte for byte, whenever it is asked for. */
export class Content {
  readonly #cache: FileCache;

  readonly #settings: SimulatorSettings;
  readonly #conditions: Conditions;

  constructor(settings: SimulatorSettings, conditions: Conditions) {
    this.#settings = settings;
    this.#conditions = conditions;
    this.#cache = new FileCache(settings.cacheBytes);
  }

  /** The records of a file, from the first to the last. */
  *records(file: SiemFile, from = 0, to = this.#conditions.records(file)): Generator<string> {
    const of = this.#period(file);
    for (let index = from; index < to; index++) yield recordLine(file.type, of, index);
  }

  /** Lines that a fault put among them. */
  *badLines(file: SiemFile): Generator<string> {
    if (this.#conditions.fault(file) !== 'bad-line') return;
    for (let index = 0; index < file.records; index++) {
      const line = badLineAfter(index, file.records);
      if (line !== undefined) yield line;
    }
  }

  /** Bytes of the file as the storage has it. Written once to learn it, then remembered. */
  async size(file: SiemFile): Promise<number> {
    return this.#cache.size(this.#key(file, this.#lasting(file)), () =>
      this.#write(file, this.#lasting(file)),
    );
  }

  /** The body of a download. */
  body(file: SiemFile, ending: Ending = 'whole'): AsyncIterable<Buffer> {
    const worst = ending === 'whole' ? this.#lasting(file) : ending;
    return this.#cache.body(this.#key(file, worst), () => this.#write(file, worst));
  }

  /** What a fault made of the file for good. */
  #lasting(file: SiemFile): Ending {
    const fault = this.#conditions.fault(file);
    if (fault === 'truncated-gzip-permanent') return 'truncated';
    return fault === 'corrupt-gzip-permanent' ? 'corrupt' : 'whole';
  }

  #key(file: SiemFile, ending: Ending): string {
    return `${file.path} ${ending} ${this.#conditions.records(file)} ${this.#conditions.fault(file) ?? ''}`;
  }

  #period(file: SiemFile): Period {
    const { slotMs, accountCode } = this.#settings;
    return period(file.seed, file.slot, file.part, file.from, slotMs, accountCode);
  }

  async *#write(file: SiemFile, ending: Ending): AsyncGenerator<Buffer> {
    const fault = this.#conditions.fault(file);
    const text = this.#text(file, ending);
    if (fault === 'plain-body') {
      yield* text;
      return;
    }
    const once = gzipped(Readable.from(text, { objectMode: true }), ending);
    yield* fault === 'double-gzip' ? gzipped(Readable.from(once), 'whole') : once;
    if (ending === 'corrupt') yield GARBAGE;
  }

  /**
   * The text of the file, in pieces; every third file has no end to its last line. Encoded line by line: one
   * subject in Japanese would make a wide string of a whole piece, which takes three times as long.
   */
  *#text(file: SiemFile, ending: Ending): Generator<Buffer> {
    let piece = Buffer.allocUnsafe(CHUNK * 2);
    let used = 0;
    let isFirst = true;
    for (const line of this.#lines(file, ending)) {
      // 3 bytes a UTF-16 unit at most
      if (used + line.length * 3 + 2 > piece.length) {
        yield piece.subarray(0, used);
        piece = Buffer.allocUnsafe(Math.max(CHUNK * 2, line.length * 3 + 2));
        used = 0;
      }
      if (!isFirst) piece[used++] = NEWLINE;
      isFirst = false;
      used += piece.write(line, used);
    }
    if (ending === 'whole' && file.seed % 3 !== 0) piece[used++] = NEWLINE;
    yield piece.subarray(0, used);
  }

  /** All lines, records or not. */
  *#lines(file: SiemFile, ending: Ending): Generator<string> {
    const total = this.#conditions.records(file);
    const until = ending === 'whole' ? total : cut(total);
    const hasBadLines = this.#conditions.fault(file) === 'bad-line';
    // every fifth file has blank lines, the first one at the top
    const hasBlankLines = file.seed % 5 === 0;
    if (hasBlankLines) yield '';
    let index = 0;
    for (const line of this.records(file, 0, until)) {
      yield line;
      const bad = hasBadLines ? badLineAfter(index, total) : undefined;
      if (bad !== undefined) yield bad;
      if (hasBlankLines && index % 97 === 13) yield index % 2 === 0 ? '' : '  ';
      index++;
    }
    if (ending !== 'whole') yield this.#half(file, until);
  }

  /** The beginning of the record at which a broken file breaks. */
  #half(file: SiemFile, index: number): string {
    const line = recordLine(file.type, this.#period(file), index);
    return line.slice(0, Math.floor(line.length / 2));
  }
}

/** A broken end leaves the trailer out, after everything before it has been flushed. */
async function* gzipped(source: Readable, ending: Ending): AsyncGenerator<Buffer> {
  const finishFlush = ending === 'whole' ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
  const gzip = createGzip({ level: 1, chunkSize: CHUNK, finishFlush });
  source.once('error', (error) => gzip.destroy(error));
  source.pipe(gzip);
  try {
    for await (const chunk of gzip) if (Buffer.isBuffer(chunk)) yield chunk;
  } finally {
    source.destroy();
    gzip.destroy();
  }
}
