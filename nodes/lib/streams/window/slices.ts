import type { WindowLog } from './log';
import type { Slice, Sweep, WindowPosition } from './position';
import { DAY, utcDay, wholeSecond } from './times';

/** Requests wait for quota, and the limit is checked when they arrive. */
const RETENTION_MARGIN_MS = 10 * 60 * 1000;

/** The newest instant that is read now, epoch ms. */
export function endOf(log: WindowLog, now: number): number {
  return wholeSecond(now - log.lagMs);
}

/** The oldest instant that may be asked for, epoch ms. */
export function floorOf(log: WindowLog, now: number): number {
  return wholeSecond(now - log.retentionMs + RETENTION_MARGIN_MS);
}

/**
 * What a night's sweep reads again: the last day, and so much more that a record that appears six hours late
 * can't fall between two nights. ms
 */
export const SWEEP_MS = DAY + 6 * 60 * 60 * 1000;

/** The sweep of a night, once its day has begun, of what was read before; undefined when it is none or done. */
export function nightlySweep(position: WindowPosition, log: WindowLog, now: number): Sweep | undefined {
  const { watermark, since, sweptOn, knownSince } = position;
  const at = Math.max(watermark - SWEEP_MS, knownSince, since, floorOf(log, now));
  return utcDay(now) > sweptOn && at < watermark ? { at, to: watermark, found: 0 } : undefined;
}

/**
 * What is to be read next: what a sweep still has before it, else what is new up to `end`; undefined when all
 * is done. The sweep comes first, since after days off line it has to cover what was read last. Epoch ms.
 */
export function nextSlice(
  { watermark, since, spanMs, sweep }: WindowPosition,
  log: WindowLog,
  { now, end }: { readonly now: number; readonly end: number },
): Slice | undefined {
  const floor = floorOf(log, now);
  if (sweep !== null)
    return sliceOf('sweep', Math.max(sweep.at, floor), Math.min(sweep.at + spanMs, sweep.to));
  if (end <= watermark) return undefined;
  const from = Math.max(watermark - log.overlapMs, since, floor);
  return sliceOf('new', from, Math.min(watermark + spanMs, end));
}

function sliceOf(kind: Slice['kind'], from: number, to: number): Slice {
  return {
    kind,
    from,
    to,
    token: null,
    pages: 0,
    records: 0,
    reached: from,
    ascending: true,
    read: {},
  };
}

/** Up to where a slice that is not finished has been read for good; undefined when that can't be told. */
export function solidUpTo(slice: Slice, log: WindowLog): number | undefined {
  return log.oldestFirst && slice.ascending ? Math.min(slice.reached, slice.to) : undefined;
}
