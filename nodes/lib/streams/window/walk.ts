import type { Notice, Page, SourceRecord } from '../../shipping/stream';
import type { WindowLog } from './log';
import type { Slice, WindowPosition } from './position';
import { Seen } from './seen';
import { SWEEP_MS, solidUpTo } from './slices';
import { DAY, utcDay } from './times';

export type WindowPage = Page<SourceRecord, WindowPosition>;

/** What was just read, by what identifies it. */
export interface Met {
  readonly hash: string;
  /** epoch ms; undefined where a record has no time */
  readonly time: number | undefined;
  /** epoch ms: its time, else the end of its slice */
  readonly at: number;
}

/**
 * One poll's way through the slices: the position as it will be once all that was yielded has been delivered.
 * Every change makes a new position, since earlier ones may still wait for delivery.
 */
export class Walk {
  private state: WindowPosition;
  private readonly seen: Seen;
  private unreported = 0;

  constructor(
    from: WindowPosition,
    private readonly log: WindowLog,
  ) {
    this.state = from;
    this.seen = new Seen(from.emitted, from.slice?.read ?? {}, log.id !== undefined);
  }

  get position(): WindowPosition {
    return this.state;
  }

  /** Bytes that came over the network; the next page reports them. */
  received(bytes: number): void {
    this.unreported += bytes;
  }

  page(records: readonly SourceRecord[] = [], notices: readonly Notice[] = []): WindowPage {
    const bytes = this.unreported;
    this.unreported = 0;
    const { emitted, read } = this.seen.saved;
    const { slice } = this.state;
    this.change({ emitted, slice: slice === null ? null : { ...slice, read } });
    return { records, next: this.state, notices, bytes };
  }

  begin(slice: Slice): void {
    this.seen.startOver();
    const sweptOn = slice.kind === 'sweep' ? utcDay(Date.now()) : this.state.sweptOn;
    this.change({ slice, sweptOn });
  }

  /** Whether the record that was just read had been emitted before; to be asked once for each. */
  isKnown({ hash }: Met): boolean {
    return this.seen.take(hash);
  }

  /** They leave with the next page. */
  emit(records: readonly Met[]): void {
    for (const { hash, at } of records) this.seen.emit(hash, at);
    const { slice } = this.state;
    if (slice !== null) this.change({ slice: { ...slice, found: slice.found + records.length } });
  }

  /** All of a page has been dealt with: on to the one behind it. */
  turn(slice: Slice, met: readonly Met[], token: string): void {
    for (const { hash, at } of met) this.seen.behind(hash, at);
    this.change({ slice: advanced(slice, met, token) });
    if (solidUpTo(slice, this.log) !== undefined) this.seen.forgetRead(slice.reached - this.log.overlapMs);
    this.forget();
  }

  /** The slice is drained: only now does the watermark move. */
  finish(slice: Slice): void {
    const { watermark, quietSince, spanMs } = this.state;
    if (slice.kind === 'sweep') {
      this.change({ slice: null });
      return;
    }
    this.change({
      slice: null,
      watermark: Math.max(watermark, slice.to),
      quietSince: slice.records === 0 ? (quietSince ?? slice.to) : null,
      spanMs: Math.min(DAY, spanMs * 2),
    });
    this.forget();
  }

  /**
   * The slice can't be gone on with. What is known of it is kept, so that nothing of it comes twice when it is
   * planned anew from the watermark.
   */
  giveUp(slice: Slice): void {
    const { watermark } = this.state;
    const solid = slice.kind === 'sweep' ? undefined : solidUpTo(slice, this.log);
    this.change({ slice: null, watermark: Math.max(watermark, solid ?? watermark) });
  }

  /** The same slice from its first page. */
  startOver(slice: Slice): void {
    this.seen.startOver();
    this.change({ slice: { ...slice, token: null, pages: 0, records: 0 } });
  }

  /** The next slices are half as long, never shorter than the overlap. */
  narrow(slice: Slice): void {
    const length = Math.min(this.state.spanMs, slice.to - this.state.watermark);
    this.change({ spanMs: Math.max(Math.floor(length / 2000) * 1000, this.log.overlapMs) });
  }

  mayNarrow(slice: Slice): boolean {
    return slice.to - this.state.watermark > this.log.overlapMs && this.state.spanMs > this.log.overlapMs;
  }

  /** What is older than `start` can't be had any more. Epoch ms. */
  lostUpTo(start: number): void {
    this.change({ watermark: start, slice: null });
  }

  /** The clock was put back: what was read of the future does not count. Epoch ms. */
  moveBack(to: number): void {
    this.change({ watermark: to, slice: null, since: Math.min(this.state.since, to) });
  }

  /** Keeps what a sweep reads and the overlap; for what may be read again at once, whatever the bound. */
  private forget(): void {
    const { slice, watermark, knownSince } = this.state;
    const { overlapMs } = this.log;
    const keep = slice === null ? watermark - overlapMs : readAgainFrom(slice, watermark, this.log);
    const before = Math.min((slice?.to ?? watermark) - SWEEP_MS - overlapMs, keep);
    this.change({ knownSince: this.seen.forget(before, keep, knownSince) });
  }

  private change(change: Partial<WindowPosition>): void {
    this.state = { ...this.state, ...change };
  }
}

function readAgainFrom(slice: Slice, watermark: number, log: WindowLog): number {
  const solid = slice.kind === 'sweep' ? undefined : solidUpTo(slice, log);
  return solid === undefined ? slice.from : Math.max(watermark, solid) - log.overlapMs;
}

function advanced(slice: Slice, met: readonly Met[], token: string): Slice {
  let { reached, ascending } = slice;
  for (const { time } of met) {
    if (time === undefined) continue;
    // Times outside the range say nothing of the order inside, except that it can't be relied on.
    if (time < reached || time > slice.to) ascending &&= time < slice.from;
    else reached = time;
  }
  return { ...slice, token, pages: slice.pages + 1, records: slice.records + met.length, reached, ascending };
}
