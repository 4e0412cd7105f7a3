import type { SourceRecord } from '../../contracts/stream';
import { parseRecord } from './line-record';

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
  constructor(bytes: Uint8Array, ends: Uint32Array, digests: Uint8Array = NO_DIGESTS) {
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

const NO_DIGESTS = new Uint8Array(0);

/** The parsed value is kept until it is handed out, as in `LineRecord`. */
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
