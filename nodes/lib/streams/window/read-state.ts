import type { Notice, Page, SourceRecord } from '../../contracts/stream';
import { DAY_MS, floorToSecond, utcDay } from '../../util/time';
import { DedupWindow } from './dedup';
import type { WindowLogDefinition } from './definition';
import type { Slice, Sweep, WindowPosition } from './position';
import { completeUpTo, SWEEP_MS } from './slices';

export type WindowPage = Page<SourceRecord, WindowPosition>;

/** Identity and time of a record that was read. */
export interface RecordKey {
  readonly hash: string;
  /** epoch ms; undefined: the record has no time */
  readonly time: number | undefined;
  /** epoch ms: `time`, otherwise the end of the slice */
  readonly at: number;
}

/**
 * Read state of one poll. `position` is the position to save once everything yielded so far has been delivered. Each
 * change creates a new object, because earlier positions may still wait for delivery.
 */
export class WindowReadState {
  #position: WindowPosition;
  readonly #dedup: DedupWindow;
  #unreportedBytes = 0;
  /** false: the page token leads to other records each time, so the slice can't be continued from the position */
  #isResumable = true;
  readonly #log: WindowLogDefinition;

  constructor(from: WindowPosition, log: WindowLogDefinition) {
    this.#log = log;
    this.#position = from;
    this.#dedup = new DedupWindow(from.emitted, from.slice?.read ?? {}, log.id !== undefined);
  }

  get position(): WindowPosition {
    return this.#position;
  }

  /** Number of hashes in the position: of emitted records, and of those that the slice has read again. */
  get hashCount(): number {
    return this.#dedup.size;
  }

  /** Counts bytes from the network; the next page reports them. */
  countBytes(bytes: number): void {
    this.#unreportedBytes += bytes;
  }

  createPage(records: readonly SourceRecord[] = [], notices: readonly Notice[] = []): WindowPage {
    const bytes = this.#unreportedBytes;
    this.#unreportedBytes = 0;
    const { emitted, read } = this.#dedup.saved;
    const { slice } = this.#position;
    this.#update({ emitted, slice: slice === null ? null : { ...slice, read } });
    const next = this.#isResumable ? this.#position : { ...this.#position, slice: null };
    return { records, next, notices, bytes };
  }

  /** @param now epoch ms */
  beginSweep(sweep: Sweep, now: number): void {
    this.#update({ sweep, sweptOn: utcDay(now) });
  }

  endSweep(): void {
    this.#update({ sweep: null });
  }

  beginSlice(slice: Slice): void {
    this.#isResumable = true;
    this.#dedup.restart();
    this.#update({ slice });
  }

  /** Whether the record was emitted before; call it once for each record that is read. */
  isDuplicate({ hash }: RecordKey): boolean {
    return this.#dedup.isDuplicate(hash);
  }

  /** Marks records as emitted; they are part of the next page. */
  markEmitted(records: readonly RecordKey[]): void {
    for (const { hash, at } of records) this.#dedup.addEmitted(hash, at);
    const { slice, sweep } = this.#position;
    if (slice?.kind === 'sweep' && sweep !== null)
      this.#update({ sweep: { ...sweep, found: sweep.found + records.length } });
  }

  /** Moves to the next page, when all records of the current one have been processed. */
  nextPage(
    slice: Slice,
    records: readonly RecordKey[],
    { token, repeated }: { readonly token: string; readonly repeated: boolean },
  ): void {
    if (repeated) this.#isResumable = false;
    for (const { hash, at } of records) this.#dedup.markRead(hash, at);
    this.#update({ slice: withPage(slice, records, token) });
    if (completeUpTo(slice, this.#log) !== undefined)
      this.#dedup.expireRead(slice.reached - this.#log.overlapMs);
    this.#expire();
  }

  /**
   * Finishes a slice that was read completely, and moves the watermark to its end.
   * @returns the sweep that ended with this slice
   */
  finishSlice(slice: Slice): Sweep | undefined {
    const { watermark, quietSince, spanMs, sweep } = this.#position;
    this.#isResumable = true;
    const isSweepDone = this.#advanceSweep(slice, slice.to);
    this.#update({ slice: null, spanMs: Math.min(DAY_MS, spanMs * 2) });
    if (slice.kind === 'new') {
      this.#update({
        watermark: Math.max(watermark, slice.to),
        quietSince: slice.records === 0 ? (quietSince ?? slice.to) : null,
      });
    }
    this.#expire();
    return isSweepDone ? (sweep ?? undefined) : undefined;
  }

  /**
   * Abandons a slice that can't be continued. Its emitted hashes stay, so that nothing is emitted twice when it is planned
   * again: from the time up to which it is complete, or in shorter slices if that is unknown.
   */
  abandonSlice(slice: Slice): void {
    const completeTo = completeUpTo(slice, this.#log);
    if (completeTo === undefined) this.#shrinkSlice(slice);
    else if (slice.kind === 'sweep')
      this.#advanceSweep(slice, Math.max(slice.from, completeTo - this.#log.overlapMs));
    else this.#update({ watermark: Math.max(this.#position.watermark, completeTo) });
    this.#update({ slice: null });
  }

  /** Whether a shorter slice can still be planned. */
  canShrink(slice: Slice): boolean {
    return this.#newLength(slice) > this.#log.overlapMs && this.#position.spanMs > this.#log.overlapMs;
  }

  /** @returns whether the sweep has ended */
  #advanceSweep({ kind }: Slice, at: number): boolean {
    const { sweep } = this.#position;
    if (kind !== 'sweep' || sweep === null) return false;
    this.#update({ sweep: at >= sweep.to ? null : { ...sweep, at } });
    return at >= sweep.to;
  }

  /** Halves the length of the next slices, down to the overlap. */
  #shrinkSlice(slice: Slice): void {
    const length = Math.min(this.#position.spanMs, this.#newLength(slice));
    this.#update({ spanMs: Math.max(floorToSecond(length / 2), this.#log.overlapMs) });
  }

  /** Length without the overlap, ms. */
  #newLength({ kind, from, to }: Slice): number {
    return to - (kind === 'sweep' ? from : this.#position.watermark);
  }

  /** Skips records older than `start` (epoch ms), which the API no longer has. */
  skipExpired(start: number): void {
    this.#update({ watermark: start, slice: null, sweep: null });
  }

  /** Moves the watermark back to `to` (epoch ms) after the clock was set back. */
  resetTo(to: number): void {
    this.#update({ watermark: to, slice: null, sweep: null, since: Math.min(this.#position.since, to) });
  }

  /**
   * Drops old hashes of emitted records. Keeps the range of a sweep and the overlap; the range that may be read again next
   * is kept even above the limit.
   */
  #expire(): void {
    const { slice, watermark, knownSince, sweep } = this.#position;
    const { overlapMs } = this.#log;
    const read = slice?.kind === 'new' ? rereadStart(slice, watermark, this.#log) : watermark - overlapMs;
    const keep = Math.min(read, sweep?.at ?? read);
    const before = Math.min(Math.max(watermark, slice?.to ?? 0) - SWEEP_MS - overlapMs, keep);
    this.#update({ knownSince: this.#dedup.expireEmitted(before, keep, knownSince) });
  }

  #update(change: Partial<WindowPosition>): void {
    this.#position = { ...this.#position, ...change };
  }
}

function rereadStart(slice: Slice, watermark: number, log: WindowLogDefinition): number {
  const completeTo = completeUpTo(slice, log);
  return completeTo === undefined ? slice.from : Math.max(watermark, completeTo) - log.overlapMs;
}

function withPage(slice: Slice, records: readonly RecordKey[], token: string): Slice {
  let { reached, ascending } = slice;
  for (const { time } of records) {
    if (time === undefined) continue;
    // A time after the range shows that the order is not reliable. A time before the range does not show
    // anything about the order.
    if (time < reached || time > slice.to) ascending &&= time < slice.from;
    else reached = time;
  }
  return {
    ...slice,
    token,
    pages: slice.pages + 1,
    records: slice.records + records.length,
    reached,
    ascending,
  };
}
