/** When the next poll is due. Pure: times in epoch ms or ms. */

/** A shorter interval is not worth waiting for after a start. */
const LONG_INTERVAL_MS = 15 * 60 * 1000;
/** After trouble that may be over soon a long interval is not waited for: 1 min, 2 min … up to this. */
const MAX_RETRY_DELAY_MS = 5 * 60 * 1000;

export interface Timing {
  /** 0: only when asked */
  readonly everyMs: number;
  readonly firstDelayMs: number;
}

/**
 * After a start a long interval is neither begun anew nor forgotten: the poll is due when it would have been
 * without the restart.
 * @param lastRun when the last complete poll ended; null: none has, or one was cut off
 */
export function firstWait(
  { everyMs, firstDelayMs }: Timing,
  lastRun: number | null,
  now: number,
): number | undefined {
  if (everyMs === 0) return undefined;
  if (everyMs < LONG_INTERVAL_MS || lastRun === null) return firstDelayMs;
  // A clock that was put back must not make it longer than the interval.
  return Math.min(Math.max(lastRun + everyMs - now, firstDelayMs), everyMs);
}

/** @param troubles polls in a row that failed for reasons that may pass; 0: none */
export function nextWait(everyMs: number, troubles: number, random = Math.random): number | undefined {
  if (everyMs === 0) return undefined;
  if (troubles === 0) return everyMs;
  const cap = Math.min(60_000 * 2 ** (troubles - 1), MAX_RETRY_DELAY_MS);
  return Math.min(everyMs, cap * (0.5 + random() / 2));
}
