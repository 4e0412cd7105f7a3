/** Pure functions for the delay of the next poll. Times in epoch ms or ms. */

import { backoffMs } from '../../util/backoff';
import { MINUTE_MS } from '../../util/time';

/** Shorter intervals ignore the time of the last poll after a start. */
const LONG_INTERVAL_MS = 15 * MINUTE_MS;
/** Maximum delay after transient failures: 1 min, 2 min … up to this, with equal jitter. */
const MAX_RETRY_DELAY_MS = 5 * MINUTE_MS;

export interface PollInterval {
  /** 0: only on request */
  readonly everyMs: number;
  readonly firstDelayMs: number;
}

/**
 * Delay of the first poll after a start. With a long interval the poll stays due at the time at which it
 * would have been due without the restart.
 * @param lastRun when the last complete poll ended; null: there was none, or one was interrupted
 */
export function initialDelay(
  { everyMs, firstDelayMs }: PollInterval,
  lastRun: number | null,
  now: number,
): number | undefined {
  if (everyMs === 0) return undefined;
  if (everyMs < LONG_INTERVAL_MS || lastRun === null) return firstDelayMs;
  // A clock that was set back must not make the delay longer than the interval.
  return Math.min(Math.max(lastRun + everyMs - now, firstDelayMs), everyMs);
}

/** @param failures number of consecutive polls with transient failures */
export function nextDelay(everyMs: number, failures: number, random = Math.random): number | undefined {
  if (everyMs === 0) return undefined;
  if (failures === 0) return everyMs;
  const backoff = backoffMs(failures, { base: MINUTE_MS, cap: MAX_RETRY_DELAY_MS, jitter: 'equal', random });
  return Math.min(everyMs, backoff);
}
