/** Waiting times in milliseconds, from rate limit headers (wire.md 13.1). */

import { SECOND_MS } from '../../util/time';
import { type Headers, header } from '../response/headers';

/** The upper limit for a wait that a header requests (wire.md 13.1, step 3). */
export const MAX_RETRY_AFTER_MS = 300 * SECOND_MS;

function numeric(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** A count of calls, e.g. of `x-ratelimit-remaining`. */
export function countHeader(headers: Headers, name: string): number | undefined {
  const count = numeric(header(headers, name));
  return count === undefined ? undefined : Math.floor(count);
}

function retryAfter(text: string | undefined, now: number): number | undefined {
  const seconds = numeric(text);
  if (seconds !== undefined) return seconds * SECOND_MS;
  // Requires letters, because Date.parse also accepts '-1'.
  if (text === undefined || !/[a-z]{3}/i.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date - now;
}

/**
 * `x-ratelimit-reset` in milliseconds from now, not clamped. Mimecast documents milliseconds. Epoch values are
 * accepted too, because other gateways send them (wire.md 13.1, step 2).
 */
export function rateLimitResetMs(headers: Headers, now: number): number | undefined {
  const value = numeric(
    header(headers, 'x-ratelimit-reset') ?? header(headers, 'x-mimecast-ratelimit-reset'),
  );
  if (value === undefined) return undefined;
  if (value > 1e12) return value - now;
  if (value > 1e9) return value * SECOND_MS - now;
  return value;
}

/** The requested wait, clamped to 1 s … 5 min; undefined without a usable header. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const requested = retryAfter(header(headers, 'retry-after'), now) ?? rateLimitResetMs(headers, now);
  return requested === undefined ? undefined : Math.min(Math.max(requested, SECOND_MS), MAX_RETRY_AFTER_MS);
}
