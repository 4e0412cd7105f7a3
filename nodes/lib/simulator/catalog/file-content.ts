import { Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { SimulatorSettings } from '../common/options';
import { createFileContext, type FileContext, recordLine } from '../records';
import { FileCache } from './file-cache';
import type { SiemFile } from './file-catalog';
import { countBeforeBreak, type FileFaultState } from './file-faults';

/**
 * The ending of a file. `truncated` and `corrupt` break after the same record, so that the readable records
 * are known.
 */
export type BodyEnding = 'whole' | 'truncated' | 'corrupt';

/** Bytes of one chunk that gzip writes. It reads twice as much at a time. */
const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;
/** Bits 1 (final block) and 11 (invalid block type): inflate always fails here. */
const INVALID_BLOCK = Buffer.alloc(64, 0xff);

/** Lines that are not records: some were in real files, the others are possible (wire.md 4.1 and 14, row 12). */
const BAD_LINES: readonly string[] = [
  '{ "type":"MTA","data":',
  '<html><body>502 Bad Gateway</body></html>',
  '{"aggregateId":"broken","timestamp":17636330',
  'null',
  '[]',
  '"just a string"',
  "{'type': 'receipt', 'virusFound': None}",
  '\u0000\u0000\u0000',
  '42',
  `{"aggregateId":"endless","subject":"${'x'.repeat(6_000)}`,
];

/** Maximum number of bad lines in one file. */
const MAX_BAD_LINES = 4;

/** Generates the files. Nothing is stored except small files in a cache: the same file has the same bytes each time. */
export class FileContentGenerator {
  readonly #cache: FileCache;

  readonly #settings: SimulatorSettings;
  readonly #fileFaults: FileFaultState;

  constructor(settings: SimulatorSettings, fileFaults: FileFaultState) {
    this.#settings = settings;
    this.#fileFaults = fileFaults;
    this.#cache = new FileCache(settings.cacheBytes);
  }

  /** Records `from` to `to` (excluded) of a file, as lines. */
  *records(file: SiemFile, from = 0, to = this.#fileFaults.recordCount(file)): Generator<string> {
    const of = this.#period(file);
    for (let index = from; index < to; index++) yield recordLine(file.type, of, index);
  }

  /** Lines that fault `bad-line` inserted. */
  *badLines(file: SiemFile): Generator<string> {
    if (this.#fileFaults.fault(file) !== 'bad-line') return;
    for (let index = 0; index < file.records; index++) {
      const line = badLineAfter(index, file.records);
      if (line !== undefined) yield line;
    }
  }

  /** Bytes of the file as it is stored. The file is generated once to measure it. */
  async size(file: SiemFile): Promise<number> {
    return this.#cache.size(this.#key(file, this.#permanentEnding(file)), () =>
      this.#generate(file, this.#permanentEnding(file)),
    );
  }

  /** The body of a download. */
  body(file: SiemFile, ending: BodyEnding = 'whole'): AsyncIterable<Buffer> {
    const actual = ending === 'whole' ? this.#permanentEnding(file) : ending;
    return this.#cache.body(this.#key(file, actual), () => this.#generate(file, actual));
  }

  /** The ending that a fault gave the file permanently. */
  #permanentEnding(file: SiemFile): BodyEnding {
    const fault = this.#fileFaults.fault(file);
    if (fault === 'truncated-gzip-permanent') return 'truncated';
    return fault === 'corrupt-gzip-permanent' ? 'corrupt' : 'whole';
  }

  #key(file: SiemFile, ending: BodyEnding): string {
    return `${file.path} ${ending} ${this.#fileFaults.recordCount(file)} ${this.#fileFaults.fault(file) ?? ''}`;
  }

  #period(file: SiemFile): FileContext {
    const { slotMs, accountCode } = this.#settings;
    return createFileContext(file.seed, file.slot, file.part, file.from, slotMs, accountCode);
  }

  async *#generate(file: SiemFile, ending: BodyEnding): AsyncGenerator<Buffer> {
    const fault = this.#fileFaults.fault(file);
    const text = this.#text(file, ending);
    if (fault === 'plain-body') {
      yield* text;
      return;
    }
    const once = gzipped(Readable.from(text, { objectMode: true }), ending);
    yield* fault === 'double-gzip' ? gzipped(Readable.from(once), 'whole') : once;
    if (ending === 'corrupt') yield INVALID_BLOCK;
  }

  /**
   * The text of the file, in pieces. In every third file the last line has no line end. Each line is encoded separately:
   * one subject in Japanese would turn a whole piece into a two-byte string, which takes three times as long.
   */
  *#text(file: SiemFile, ending: BodyEnding): Generator<Buffer> {
    let piece = Buffer.allocUnsafe(CHUNK * 2);
    let used = 0;
    let isFirst = true;
    for (const line of this.#lines(file, ending)) {
      // at most 3 bytes for each UTF-16 unit
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

  /** All lines: records, bad lines and blank lines. */
  *#lines(file: SiemFile, ending: BodyEnding): Generator<string> {
    const total = this.#fileFaults.recordCount(file);
    const until = ending === 'whole' ? total : countBeforeBreak(total);
    const hasBadLines = this.#fileFaults.fault(file) === 'bad-line';
    // every fifth file has blank lines, and begins with one
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
    if (ending !== 'whole') yield this.#partialLine(file, until);
  }

  /** The first half of the record at which a broken file breaks. */
  #partialLine(file: SiemFile, index: number): string {
    const line = recordLine(file.type, this.#period(file), index);
    return line.slice(0, Math.floor(line.length / 2));
  }
}

/** @returns the bad line after record `index`; undefined: there is none */
function badLineAfter(index: number, records: number): string | undefined {
  const stride = Math.max(1, Math.ceil(records / MAX_BAD_LINES));
  if (index % stride !== Math.floor(stride / 2)) return undefined;
  return BAD_LINES[(records + Math.floor(index / stride)) % BAD_LINES.length];
}

/** Compresses a source with gzip. With a broken ending everything is flushed and the trailer is omitted. */
async function* gzipped(source: Readable, ending: BodyEnding): AsyncGenerator<Buffer> {
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
