import type { Page, ReadContext, SourceRecord } from '../../../../nodes/lib/contracts/stream';
import { type CountingPosition, CountingStream } from '../../../doubles/counting-stream';
import { NOW } from './collector-harness';

/** Counts seconds: number n was written n seconds after `ORIGIN`, so that positions have times. */
export class TimedStream extends CountingStream {
  static readonly ORIGIN = NOW - 100_000;
  replays: (readonly [number, number])[] = [];
  /** Called before each page of a replay. */
  onReplay: (at: number, context: ReadContext) => void | Promise<void> = () => undefined;

  override startAt(since = 0): CountingPosition {
    return { version: 1, at: Math.max(0, Math.floor((since - TimedStream.ORIGIN) / 1000)) };
  }

  override lag(position: CountingPosition, now = NOW): number {
    return now - TimedStream.ORIGIN - position.at * 1000;
  }

  async *replay(
    start: number,
    end: number,
    context: ReadContext,
  ): AsyncGenerator<Page<SourceRecord, CountingPosition>> {
    this.replays.push([start, end]);
    const last = this.startAt(end).at;
    for (let at = this.startAt(start).at; at < last; at += context.chunk) {
      await this.onReplay(at, context);
      const size = Math.min(context.chunk, last - at);
      const records = Array.from({ length: size }, (_, i) => {
        const value = { t: this.type, n: at + i + 1 };
        return { value, text: JSON.stringify(value) };
      });
      yield { records, next: { version: 1, at }, notices: this.notices, bytes: 10 };
    }
  }
}
