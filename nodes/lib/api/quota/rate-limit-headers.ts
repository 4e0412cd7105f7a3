/** Waiting times in milliseconds, from rate limit headers (wire.md 13.1). */

import { DAY_MS, HOUR_MS, SECOND_MS } from '../../util/time';
import { type Headers, header } from '../response/headers';

/** The upper limit for a wait that a header requests (wire.md 13.1, step 3). */
export const MAX_RETRY_AFTER_MS = 300 * SECOND_MS;

/** What a header says is not believed beyond this. */
export const MAX_RESET_MS = HOUR_MS;
/** More calls than any quota of Mimecast; also the limit for a number that is not plausible. */
const MAX_COUNT = 100_000;

function numeric(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** A count of calls, e.g. of `x-ratelimit-remaining`; at most 100,000. */
export function countHeader(headers: Headers, name: string): number | undefined {
  const count = numeric(header(headers, name));
  return count === undefined ? undefined : Math.min(Math.floor(count), MAX_COUNT);
}

function retryAfter(text: string | undefined, now: number): number | undefined {
  const seconds = numeric(text);
  if (seconds !== undefined) return seconds * SECOND_MS;
  // Requires letters, because Date.parse also accepts '-1'.
  if (text === undefined || !/[a-z]{3}/i.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date - now;
}

/** Epoch values from this on are in the unit whose ms are given. A smaller number is a duration in ms. */
const EPOCH_UNITS: readonly (readonly [number, number])[] = [
  [1e18, 1e-6],
  [1e15, 1e-3],
  [1e12, 1],
  [1e9, SECOND_MS],
];
/** ms; a wait that is longer is no wait, but another number. */
const MAX_PLAUSIBLE_MS = DAY_MS;

/**
 * `x-ratelimit-reset` in milliseconds from now, at most an hour. Mimecast documents milliseconds. Epoch values are
 * accepted too, because other gateways send them (wire.md 13.1, step 2).
 */
export function rateLimitResetMs(headers: Headers, now: number): number | undefined {
  const value = numeric(
    header(headers, 'x-ratelimit-reset') ?? header(headers, 'x-mimecast-ratelimit-reset'),
  );
  if (value === undefined) return undefined;
  const unit = EPOCH_UNITS.find(([from]) => value > from);
  const wait = unit === undefined ? value : value * unit[1] - now;
  return wait > MAX_PLAUSIBLE_MS ? undefined : Math.min(Math.max(wait, 0), MAX_RESET_MS);
}

/** The requested wait, clamped to 1 s … 5 min; undefined without a usable header. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const requested = retryAfter(header(headers, 'retry-after'), now) ?? rateLimitResetMs(headers, now);
  return requested === undefined ? undefined : Math.min(Math.max(requested, SECOND_MS), MAX_RETRY_AFTER_MS);
}
