/** Lag of a stream at a point in time. */
export interface LagSample {
  readonly lagMs: number;
  /** epoch ms */
  readonly at: number;
}

/** Shorter samples are too noisy to predict hours. */
const MIN_SAMPLE_MS = 5000;

/**
 * Estimates when a stream that lags will be up to date, by linear extrapolation.
 * @param begin the first sample of the catch-up
 * @returns epoch ms; undefined: too early to tell, or the lag grows
 */
export function estimateCompletion(begin: LagSample, now: LagSample): number | undefined {
  const elapsed = now.at - begin.at;
  const gained = begin.lagMs - now.lagMs;
  if (elapsed < MIN_SAMPLE_MS || gained <= 0) return undefined;
  return now.at + Math.round((now.lagMs / gained) * elapsed);
}
