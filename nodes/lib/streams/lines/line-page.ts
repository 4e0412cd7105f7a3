import type { SourceRecord } from '../../shipping/stream';
import { parseRecord } from './line-record';

/**
 * Lines that wait as the bytes they came as, outside of the heap: text is made when somebody asks for it. Many
 * batches may wait, and most of the time nobody looks at a single line of them.
 */
export class LinePage {
  private readonly bytes: Buffer;

  /**
   * @param bytes the lines as UTF-8, `\n` between them
   * @param ends offset behind each line
   */
  constructor(
    bytes: Uint8Array,
    private readonly ends: Uint32Array,
  ) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get count(): number {
    return this.ends.length;
  }

  /** All of it. */
  get text(): string {
    return this.bytes.toString('utf8');
  }

  line(index: number): string {
    const from = index === 0 ? 0 : (this.ends[index - 1] ?? 0) + 1;
    return this.bytes.toString('utf8', from, this.ends[index]);
  }

  records(): readonly SourceRecord[] {
    return Array.from(this.ends, (_, index) => new LineOfPage(this, index));
  }
}

class LineOfPage implements SourceRecord {
  constructor(
    readonly page: LinePage,
    private readonly index: number,
  ) {}

  get text(): string {
    return this.page.line(this.index);
  }

  get value(): SourceRecord['value'] {
    return parseRecord(this.text) ?? {};
  }

  fresh(): SourceRecord['value'] {
    return this.value;
  }
}
