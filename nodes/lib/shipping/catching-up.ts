/** How far behind a stream was, and when. */
export interface LagSample {
  readonly lagMs: number;
  /** epoch ms */
  readonly at: number;
}

/** A second or two say nothing about the hours that are left. */
const MIN_SAMPLE_MS = 5000;

/**
 * When a stream that is behind will be up to date, if it goes on as it did.
 * @param begin when it began to catch up
 * @returns epoch ms; undefined: too early to tell, or it falls back
 */
export function doneAt(begin: LagSample, now: LagSample): number | undefined {
  const elapsed = now.at - begin.at;
  const gained = begin.lagMs - now.lagMs;
  if (elapsed < MIN_SAMPLE_MS || gained <= 0) return undefined;
  return now.at + Math.round((now.lagMs / gained) * elapsed);
}
