import { parseNumber } from './scalar';

/** `2026-11-20T05:58:12+0000`. The zone may also be `+00:00`, `Z`, or missing, which means UTC (wire.md 7.1). */
const API_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)\s*(?:(Z)|([+-]\d{2}):?(\d{2}))?$/;
/** Smaller numbers are seconds (wire.md 4.3). */
const SECONDS_BELOW = 1e11;
/** March 1973 to the year 2100. A number outside of this range is not a time. */
const MIN_MS = SECONDS_BELOW;
const MAX_MS = 4_102_444_800_000;

const inValidRange = (epochMs: number): number | undefined =>
  Number.isFinite(epochMs) && epochMs >= MIN_MS && epochMs <= MAX_MS ? Math.round(epochMs) : undefined;

/** Epoch ms from a number (ms or seconds), a text of digits, or a date with time. */
export function parseTime(value: unknown): number | undefined {
  const epoch = parseNumber(value);
  if (epoch !== undefined) return inValidRange(epoch < SECONDS_BELOW ? epoch * 1000 : epoch);
  const found = typeof value === 'string' ? API_TIME.exec(value.trim()) : null;
  if (found === null) return undefined;
  const [, day, clock, , hours, minutes] = found;
  return inValidRange(Date.parse(`${day}T${clock}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`));
}
