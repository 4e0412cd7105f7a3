import { type Sleep, sleep } from '../wait';
import { MimecastError } from './errors';
import { worthRetrying } from './failures';
import { backoffMs } from './retry-after';
import type { OnTrouble } from './types';

/** 429s in a row that a call sits out, each as long as Mimecast asked; the next one ends it. */
const MOST_THROTTLES = 5;

export interface Attempt {
  /** 429s in a row, this one not included */
  readonly throttles: number;
}

/** Errors that a loop has given up on: a call must not multiply the tries of the sign-in within it. */
const givenUp = new WeakSet<object>();

/**
 * Tries again what passes by itself, with full jitter; 429s wait in the governor and are counted apart (3.5, step 2).
 * @param tries at most; 1: the first failure is the answer
 * @throws what the last attempt threw
 */
export async function withRetries<T>(
  attempt: (state: Attempt) => Promise<T>,
  { tries, signal, onTrouble, wait = sleep }: RetryOptions,
): Promise<T> {
  const count: Count = { failures: 0, throttles: 0 };
  const since = Date.now();
  let told = false;
  for (;;) {
    try {
      const result = await attempt({ throttles: count.throttles });
      if (told) onTrouble?.(undefined);
      return result;
    } catch (error) {
      const pause = pauseAfter(error, count, tries);
      if (pause === undefined) {
        if (error instanceof Error) givenUp.add(error);
        throw error;
      }
      if (isTrouble(error)) {
        told = true;
        onTrouble?.({ error, since, retryAt: Date.now() + pause });
      }
      await wait(pause, signal);
    }
  }
}

export interface RetryOptions {
  readonly tries: number;
  readonly signal: AbortSignal;
  readonly onTrouble?: OnTrouble | undefined;
  /** between two tries */
  readonly wait?: Sleep;
}

interface Count {
  failures: number;
  throttles: number;
}

/** Waiting for quota is none. */
function isTrouble(error: unknown): error is MimecastError {
  return worthRetrying(error) && error.reason !== 'rateLimited';
}

/** ms until the next try; undefined when there is none. */
function pauseAfter(error: unknown, count: Count, tries: number): number | undefined {
  if (tries === 1 || (error instanceof Error && givenUp.has(error))) return undefined;
  if (error instanceof MimecastError && error.reason === 'rateLimited') {
    count.throttles += 1;
    return count.throttles > MOST_THROTTLES ? undefined : 0;
  }
  count.throttles = 0;
  count.failures += 1;
  return worthRetrying(error) && count.failures < tries ? backoffMs(count.failures) : undefined;
}
