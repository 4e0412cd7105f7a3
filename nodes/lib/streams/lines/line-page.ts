import type { SourceRecord } from '../../shipping/stream';
import { parseRecord } from './line-record';

/** Of a line's SHA-256 that are kept: they are its id. */
export const DIGEST_BYTES = 16;

/**
 * Lines that wait as the bytes they came as, outside of the heap: text is made when somebody asks for it. Many
 * batches may wait, and most of the time nobody looks at a single line of them.
 */
export class LinePage {
  /** the lines as UTF-8, `\n` behind each */
  readonly bytes: Buffer;
  readonly #digests: Buffer;
  readonly #ends: Uint32Array;

  /**
   * @param bytes the lines as UTF-8, `\n` behind each
   * @param ends offset behind each line
   * @param digests the beginning of each line's SHA-256, `DIGEST_BYTES` each; empty where it was not made
   */
  constructor(bytes: Uint8Array, ends: Uint32Array, digests: Uint8Array = NONE) {
    this.#ends = ends;
    this.#digests = Buffer.from(digests.buffer, digests.byteOffset, digests.byteLength);
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get count(): number {
    return this.#ends.length;
  }

  /** All of it, without the last line break. */
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

const NONE = new Uint8Array(0);

/** What it says is kept until it is given away for the first time, as with LineRecord. */
class LineOfPage implements SourceRecord {
  #parsed: SourceRecord['value'] | undefined;
  readonly #index: number;

  constructor(
    readonly page: LinePage,
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

  fresh(): SourceRecord['value'] {
    const { value } = this;
    this.#parsed = undefined;
    return value;
  }
}
