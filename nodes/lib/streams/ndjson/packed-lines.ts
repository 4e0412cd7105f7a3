/** Lines of files as records: each on its own, or packed in one buffer. */
import { isJsonObject, type JsonObject } from '../../contracts/json';
import type { SourceRecord } from '../../contracts/stream';

/** @returns undefined: the text is no JSON object */
export function parseRecord(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A record that was read as a line. The parsed value is kept until it is returned for the first time: many
 * records may wait for acknowledgement, and a flow may change the value that it received.
 */
export class LineRecord implements SourceRecord {
  #parsed: JsonObject | undefined;

  /** @param parsed the parsed line; omitted where only the text is needed */
  constructor(
    readonly text: string,
    parsed?: JsonObject,
  ) {
    this.#parsed = parsed;
  }

  get value(): JsonObject {
    return this.#parsed ?? parseRecord(this.text) ?? {};
  }

  takeValue(): JsonObject {
    const { value } = this;
    this.#parsed = undefined;
    return value;
  }
}

/** Lines in one contiguous buffer, each followed by `\n`. */
export interface PackedLines {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** offset of the end of each line */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** Bytes */
const INITIAL_CAPACITY = 512 * 1024;
const EMPTY = new Uint8Array(0);

/**
 * Copies each line into one buffer. A line kept as a view would keep its whole source block in memory, and a page
 * has lines of several blocks.
 */
export class PackedLinesWriter {
  #bytes = EMPTY;
  /** expected size of the next page in bytes */
  #capacity = INITIAL_CAPACITY;
  #ends: number[] = [];
  #length = 0;

  get count(): number {
    return this.#ends.length;
  }

  add(line: Uint8Array): void {
    const end = this.#length + line.length;
    if (end >= this.#bytes.length) this.#grow(end + 1);
    this.#bytes.set(line, this.#length);
    this.#bytes[end] = 0x0a;
    this.#ends.push(end);
    this.#length = end + 1;
  }

  /** Returns all lines added so far and starts a new buffer; the caller owns the returned memory. */
  take(): PackedLines {
    const packed = { bytes: this.#bytes.subarray(0, this.#length), ends: Uint32Array.from(this.#ends) };
    this.#capacity = Math.ceil(this.#length * 1.1);
    this.#bytes = EMPTY;
    this.#ends = [];
    this.#length = 0;
    return packed;
  }

  #grow(minSize: number): void {
    const larger = new Uint8Array(Math.max(minSize, this.#capacity, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Bytes of a line's SHA-256 that are kept as its id. */
export const DIGEST_BYTES = 16;

/**
 * Lines kept as bytes outside the heap. Text is decoded on demand: many batches may be in flight, and most of
 * their lines are never read one by one.
 */
export class PackedPage {
  /** the lines as UTF-8, each followed by `\n` */
  readonly bytes: Buffer;
  readonly #digests: Buffer;
  readonly #ends: Uint32Array;

  /**
   * @param bytes the lines as UTF-8, each followed by `\n`
   * @param ends offset of the end of each line
   * @param digests the first `DIGEST_BYTES` of each line's SHA-256; empty: not computed
   */
  constructor(bytes: Uint8Array, ends: Uint32Array, digests: Uint8Array = EMPTY) {
    this.#ends = ends;
    this.#digests = Buffer.from(digests.buffer, digests.byteOffset, digests.byteLength);
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get count(): number {
    return this.#ends.length;
  }

  /** All lines, without the last line break. */
  get text(): string {
    return this.bytes.toString('utf8', 0, this.bytes.length - 1);
  }

  line(index: number): string {
    const from = index === 0 ? 0 : (this.#ends[index - 1] ?? 0) + 1;
    return this.bytes.toString('utf8', from, this.#ends[index]);
  }

  /** hex */
  digest(index: number): string | undefined {
    const from = index * DIGEST_BYTES;
    return this.#digests.length === 0 ? undefined : this.#digests.toString('hex', from, from + DIGEST_BYTES);
  }

  records(): readonly SourceRecord[] {
    return Array.from(this.#ends, (_, index) => new LineOfPage(this, index));
  }
}

/** The parsed value is kept until it is returned, as in `LineRecord`. */
class LineOfPage implements SourceRecord {
  #parsed: SourceRecord['value'] | undefined;
  readonly #index: number;

  constructor(
    readonly page: PackedPage,
    index: number,
  ) {
    this.#index = index;
  }

  get text(): string {
    return this.page.line(this.#index);
  }

  get digest(): string | undefined {
    return this.page.digest(this.#index);
  }

  get value(): SourceRecord['value'] {
    this.#parsed ??= parseRecord(this.text) ?? {};
    return this.#parsed;
  }

  takeValue(): SourceRecord['value'] {
    const { value } = this;
    this.#parsed = undefined;
    return value;
  }
}
