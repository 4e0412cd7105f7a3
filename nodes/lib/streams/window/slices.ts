import { DAY_MS, floorToSecond, HOUR_MS, MINUTE_MS, utcDay } from '../../util/time';
import type { WindowLogDefinition } from './definition';
import type { Slice, Sweep, WindowPosition } from './position';

/** Requests may wait for quota, and the API checks the limit when they arrive. */
const RETENTION_MARGIN_MS = 10 * MINUTE_MS;

/** The newest time that is read now, epoch ms. */
export function newestReadable(log: WindowLogDefinition, now: number): number {
  return floorToSecond(now - log.lagMs);
}

/** The oldest time that may be requested, epoch ms. */
export function oldestReadable(log: WindowLogDefinition, now: number): number {
  return floorToSecond(now - log.retentionMs + RETENTION_MARGIN_MS);
}

/**
 * Range of a nightly sweep, ms: the last day and six hours more, so that a record that appears six hours late can't
 * fall between two sweeps.
 */
export const SWEEP_MS = DAY_MS + 6 * HOUR_MS;

/** The sweep of the current UTC day; undefined: it is done, or there is nothing to sweep. */
export function nightlySweep(
  position: WindowPosition,
  log: WindowLogDefinition,
  now: number,
): Sweep | undefined {
  const { watermark, since, sweptOn, knownSince } = position;
  const at = Math.max(watermark - SWEEP_MS, knownSince, since, oldestReadable(log, now));
  return utcDay(now) > sweptOn && at < watermark ? { at, to: watermark, found: 0 } : undefined;
}

/**
 * The next slice: the next part of a sweep, otherwise new records up to `end`; undefined: nothing left. The sweep comes
 * first, because after some days offline it has to cover the last records that were read. Epoch ms.
 */
export function nextSlice(
  { watermark, since, spanMs, sweep }: WindowPosition,
  log: WindowLogDefinition,
  { now, end }: { readonly now: number; readonly end: number },
): Slice | undefined {
  const oldest = oldestReadable(log, now);
  if (sweep !== null)
    return newSlice('sweep', Math.max(sweep.at, oldest), Math.min(sweep.at + spanMs, sweep.to));
  if (end <= watermark) return undefined;
  const from = Math.max(watermark - log.overlapMs, since, oldest);
  return newSlice('new', from, Math.min(watermark + spanMs, end));
}

function newSlice(kind: Slice['kind'], from: number, to: number): Slice {
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

/** The time up to which an unfinished slice is complete, epoch ms; undefined: unknown, because its order is not reliable. */
export function completeUpTo(slice: Slice, log: WindowLogDefinition): number | undefined {
  return log.oldestFirst && slice.ascending ? Math.min(slice.reached, slice.to) : undefined;
}
