import type { Page, Position, ReadContext, SourceRecord, Stream } from '../../nodes/lib/contracts/stream';

export interface CountingPosition extends Position {
  /** records delivered */
  readonly at: number;
}

type Before = (at: number, context: ReadContext) => void | Promise<void>;

/** Counts upwards to `end`; the test decides what happens before a page. */
export class CountingStream implements Stream<SourceRecord, CountingPosition> {
  readonly log = 'siem';
  readonly key: string;
  readonly fingerprint: string;
  end = 0;
  quiet: number | undefined;
  polls = 0;
  /** polls of this stream under way, and their maximum */
  active = 0;
  maxActive = 0;
  before: Before = () => undefined;
  notices: Page['notices'] = [];

  constructor(readonly type: string) {
    this.key = `test.${type}`;
    this.fingerprint = `test/${type}`;
  }

  async *pages(
    from: CountingPosition | undefined,
    context: ReadContext,
  ): AsyncGenerator<Page<SourceRecord, CountingPosition>> {
    this.polls += 1;
    this.active += 1;
    this.maxActive = Math.max(this.maxActive, this.active);
    try {
      let at = from?.at ?? 0;
      await this.before(at, context);
      while (at < this.end) {
        const size = Math.min(context.chunk, this.end - at);
        const records = Array.from({ length: size }, (_, i) => this.#record(at + i + 1));
        at += size;
        yield { records, next: { version: 1, at }, notices: this.notices, bytes: size * 10 };
        await this.before(at, context);
      }
      yield { records: [], next: { version: 1, at }, notices: [], bytes: 0 };
    } finally {
      this.active -= 1;
    }
  }

  parse(position: unknown): CountingPosition | undefined {
    if (typeof position !== 'object' || position === null || !('at' in position)) return undefined;
    return typeof position.at === 'number' ? { version: 1, at: position.at } : undefined;
  }

  startAt(): CountingPosition {
    return { version: 1, at: -1 };
  }

  identify(record: SourceRecord): string {
    return `id-${record.text}`;
  }

  lag(position: CountingPosition): number {
    return (this.end - position.at) * 1000;
  }

  quietSince(): number | undefined {
    return this.quiet;
  }

  #record(n: number): SourceRecord {
    const value = { t: this.type, n };
    return { value, text: JSON.stringify(value) };
  }
}
