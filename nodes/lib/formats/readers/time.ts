import { number } from './scalar';

/** `2026-11-20T05:58:12+0000`; `+00:00`, `Z` and no zone (then UTC) are met as well (wire.md 7.1). */
const API_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)\s*(?:(Z)|([+-]\d{2}):?(\d{2}))?$/;
/** Below it a number is seconds (wire.md 4.3). */
const SECONDS_BELOW = 1e11;
/** March 1973 and the year 2100: a time outside of them is a number that means something else. */
const EARLIEST_MS = SECONDS_BELOW;
const LATEST_MS = 4_102_444_800_000;

const sensible = (epochMs: number): number | undefined =>
  Number.isFinite(epochMs) && epochMs >= EARLIEST_MS && epochMs <= LATEST_MS
    ? Math.round(epochMs)
    : undefined;

/** Epoch ms of a number (ms, or seconds), of a text of digits, or of a date with time. */
export function time(value: unknown): number | undefined {
  const epoch = number(value);
  if (epoch !== undefined) return sensible(epoch < SECONDS_BELOW ? epoch * 1000 : epoch);
  const found = typeof value === 'string' ? API_TIME.exec(value.trim()) : null;
  if (found === null) return undefined;
  const [, day, clock, , hours, minutes] = found;
  return sensible(Date.parse(`${day}T${clock}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`));
}
