import type { OnTrouble } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import { type Sleep, sleep } from '../../util/async';
import { backoffMs } from '../../util/backoff';
import { SECOND_MS } from '../../util/time';
import { isRetryable } from '../response/error-factory';
import { MAX_RETRY_AFTER_MS } from './rate-limit-headers';

/** A call waits for this many 429s in a row, each as long as Mimecast requests. The next one is an error. */
const MAX_CONSECUTIVE_429 = 5;
const BACKOFF = { base: SECOND_MS, cap: MAX_RETRY_AFTER_MS, jitter: 'full' } as const;

export interface Attempt {
  /** 429s in a row before this attempt */
  readonly throttles: number;
}

/** Errors thrown after the last retry, so that a call does not repeat the retries of its token request. */
const exhausted = new WeakSet<object>();

/**
 * Retries transient errors, with full jitter. A 429 waits in the rate limiter and is counted separately
 * (wire.md 3.5, step 2).
 * @param tries maximum number of attempts; 1: no retry
 * @throws the error of the last attempt
 */
export async function withRetries<T>(
  attempt: (state: Attempt) => Promise<T>,
  { tries, signal, onTrouble, wait = sleep }: RetryOptions,
): Promise<T> {
  const state: RetryState = { failures: 0, throttles: 0 };
  const since = Date.now();
  let reported = false;
  for (;;) {
    try {
      const result = await attempt({ throttles: state.throttles });
      if (reported) onTrouble?.(undefined);
      return result;
    } catch (error) {
      const delay = nextDelay(error, state, tries);
      if (delay === undefined) {
        if (error instanceof Error) exhausted.add(error);
        throw error;
      }
      if (isTrouble(error)) {
        reported = true;
        onTrouble?.({ error, since, retryAt: Date.now() + delay });
      }
      await wait(delay, signal);
    }
  }
}

export interface RetryOptions {
  readonly tries: number;
  readonly signal: AbortSignal;
  readonly onTrouble?: OnTrouble | undefined;
  /** between two attempts */
  readonly wait?: Sleep;
}

interface RetryState {
  failures: number;
  throttles: number;
}

/** An exhausted quota is reported by `onThrottled` instead. */
function isTrouble(error: unknown): error is MimecastError {
  return isRetryable(error) && error.reason !== 'rateLimited';
}

/** ms until the next attempt; undefined when there is none. */
function nextDelay(error: unknown, state: RetryState, tries: number): number | undefined {
  if (tries === 1 || (error instanceof Error && exhausted.has(error))) return undefined;
  if (error instanceof MimecastError && error.reason === 'rateLimited') {
    state.throttles += 1;
    return state.throttles > MAX_CONSECUTIVE_429 ? undefined : 0;
  }
  state.throttles = 0;
  state.failures += 1;
  return isRetryable(error) && state.failures < tries ? backoffMs(state.failures, BACKOFF) : undefined;
}
