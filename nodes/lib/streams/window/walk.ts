import type { Notice, Page, SourceRecord } from '../../shipping/stream';
import type { WindowLog } from './log';
import type { Slice, Sweep, WindowPosition } from './position';
import { Seen } from './seen';
import { SWEEP_MS, solidUpTo } from './slices';
import { DAY, utcDay, wholeSecond } from './times';

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
  #state: WindowPosition;
  readonly #seen: Seen;
  #unreported = 0;
  readonly #log: WindowLog;

  constructor(from: WindowPosition, log: WindowLog) {
    this.#log = log;
    this.#state = from;
    this.#seen = new Seen(from.emitted, from.slice?.read ?? {}, log.id !== undefined);
  }

  get position(): WindowPosition {
    return this.#state;
  }

  /** Bytes that came over the network; the next page reports them. */
  received(bytes: number): void {
    this.#unreported += bytes;
  }

  page(records: readonly SourceRecord[] = [], notices: readonly Notice[] = []): WindowPage {
    const bytes = this.#unreported;
    this.#unreported = 0;
    const { emitted, read } = this.#seen.saved;
    const { slice } = this.#state;
    this.#change({ emitted, slice: slice === null ? null : { ...slice, read } });
    return { records, next: this.#state, notices, bytes };
  }

  /** Epoch ms. */
  beginSweep(sweep: Sweep, now: number): void {
    this.#change({ sweep, sweptOn: utcDay(now) });
  }

  leaveSweep(): void {
    this.#change({ sweep: null });
  }

  begin(slice: Slice): void {
    this.#seen.startOver();
    this.#change({ slice });
  }

  /** Whether the record that was just read had been emitted before; to be asked once for each. */
  isKnown({ hash }: Met): boolean {
    return this.#seen.take(hash);
  }

  /** They leave with the next page. */
  emit(records: readonly Met[]): void {
    for (const { hash, at } of records) this.#seen.emit(hash, at);
    const { slice, sweep } = this.#state;
    if (slice?.kind === 'sweep' && sweep !== null)
      this.#change({ sweep: { ...sweep, found: sweep.found + records.length } });
  }

  /** All of a page has been dealt with: on to the one behind it. */
  turn(slice: Slice, met: readonly Met[], token: string): void {
    for (const { hash, at } of met) this.#seen.behind(hash, at);
    this.#change({ slice: advanced(slice, met, token) });
    if (solidUpTo(slice, this.#log) !== undefined) this.#seen.forgetRead(slice.reached - this.#log.overlapMs);
    this.#forget();
  }

  /**
   * The slice is drained: only now does the watermark move.
   * @returns the sweep that is over with it
   */
  finish(slice: Slice): Sweep | undefined {
    const { watermark, quietSince, spanMs, sweep } = this.#state;
    const over = this.#sweptUpTo(slice, slice.to);
    this.#change({ slice: null, spanMs: Math.min(DAY, spanMs * 2) });
    if (slice.kind === 'new') {
      this.#change({
        watermark: Math.max(watermark, slice.to),
        quietSince: slice.records === 0 ? (quietSince ?? slice.to) : null,
      });
    }
    this.#forget();
    return over ? (sweep ?? undefined) : undefined;
  }

  /**
   * The slice can't be gone on with. What is known of it is kept, so that nothing of it comes twice when it is
   * planned anew: from where it is complete in order, in shorter slices where that is nowhere.
   */
  giveUp(slice: Slice): void {
    const solid = solidUpTo(slice, this.#log);
    if (solid === undefined) this.#narrow(slice);
    else if (slice.kind === 'sweep')
      this.#sweptUpTo(slice, Math.max(slice.from, solid - this.#log.overlapMs));
    else this.#change({ watermark: Math.max(this.#state.watermark, solid) });
    this.#change({ slice: null });
  }

  mayNarrow(slice: Slice): boolean {
    return this.#lengthOf(slice) > this.#log.overlapMs && this.#state.spanMs > this.#log.overlapMs;
  }

  /** @returns whether that is the end of the sweep */
  #sweptUpTo({ kind }: Slice, at: number): boolean {
    const { sweep } = this.#state;
    if (kind !== 'sweep' || sweep === null) return false;
    this.#change({ sweep: at >= sweep.to ? null : { ...sweep, at } });
    return at >= sweep.to;
  }

  /** The next slices are half as long, never shorter than the overlap. */
  #narrow(slice: Slice): void {
    const length = Math.min(this.#state.spanMs, this.#lengthOf(slice));
    this.#change({ spanMs: Math.max(wholeSecond(length / 2), this.#log.overlapMs) });
  }

  /** Without what is read for the overlap only. */
  #lengthOf({ kind, from, to }: Slice): number {
    return to - (kind === 'sweep' ? from : this.#state.watermark);
  }

  /** What is older than `start` can't be had any more. Epoch ms. */
  lostUpTo(start: number): void {
    this.#change({ watermark: start, slice: null, sweep: null });
  }

  /** The clock was put back: what was read of the future does not count. Epoch ms. */
  moveBack(to: number): void {
    this.#change({ watermark: to, slice: null, sweep: null, since: Math.min(this.#state.since, to) });
  }

  /** Keeps what a sweep reads and the overlap; for what may be read again at once, whatever the bound. */
  #forget(): void {
    const { slice, watermark, knownSince, sweep } = this.#state;
    const { overlapMs } = this.#log;
    const read = slice?.kind === 'new' ? readAgainFrom(slice, watermark, this.#log) : watermark - overlapMs;
    const keep = Math.min(read, sweep?.at ?? read);
    const before = Math.min(Math.max(watermark, slice?.to ?? 0) - SWEEP_MS - overlapMs, keep);
    this.#change({ knownSince: this.#seen.forget(before, keep, knownSince) });
  }

  #change(change: Partial<WindowPosition>): void {
    this.#state = { ...this.#state, ...change };
  }
}

function readAgainFrom(slice: Slice, watermark: number, log: WindowLog): number {
  const solid = solidUpTo(slice, log);
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
