/** Exponential back-off, and jitter for waiting times. */

export interface BackoffOptions {
  /** ms after the first failure */
  readonly base: number;
  /** maximum, in ms */
  readonly cap?: number;
  /** `full`: between 0 and the delay; `equal`: between half of the delay and the delay; default: none */
  readonly jitter?: 'none' | 'full' | 'equal';
  readonly random?: () => number;
}

/**
 * The delay in ms before the next attempt: base · 2^(failures - 1), at most `cap`, less the jitter.
 * @param failures failed attempts so far, from 1
 */
export function backoffMs(
  failures: number,
  { base, cap = Number.POSITIVE_INFINITY, jitter = 'none', random = Math.random }: BackoffOptions,
): number {
  const delay = Math.min(cap, base * 2 ** (failures - 1));
  if (jitter === 'full') return Math.round(random() * delay);
  return jitter === 'equal' ? delay * (0.5 + random() / 2) : delay;
}

/** Adds 0–20 % to a delay that another side asked for, so that many clients do not retry at the same time. */
export function addJitter(ms: number, random: () => number = Math.random): number {
  return Math.round(ms * (1 + 0.2 * random()));
}
