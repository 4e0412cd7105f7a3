import { MimecastError } from '../api/errors';
import type { SurveyContext } from './look';

export interface Limits {
  /** ms that Mimecast may ask to wait before the look is given up */
  readonly waitMs: number;
  /** ms that a look may take without a page of what it reads; one that says nothing of pages: in all */
  readonly lookMs: number;
  /** ms that it may take in all, however many pages come */
  readonly allMs: number;
}

/** A day of a large tenant's receipts takes longer than anybody waits for an answer, and comes to an end all the same. */
export const PATIENCE: Limits = { waitMs: 2 * 60_000, lookMs: 15 * 60_000, allMs: 4 * 60 * 60_000 };

/**
 * A look that is given up when Mimecast asks for more patience than an assessment has, or when it does not end: it
 * then fails with a MimecastError of its own, which counts as an answer.
 */
export async function patiently<T>(
  context: SurveyContext,
  work: (context: SurveyContext) => Promise<T>,
  { waitMs, lookMs, allMs }: Limits = PATIENCE,
): Promise<T> {
  const given = new AbortController();
  const giveUpAfter = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      const words =
        ms < 2 * 60_000
          ? `no answer within ${Math.round(ms / 1000)} seconds`
          : `no end after ${Math.round(ms / 60_000)} minutes`;
      given.abort(new MimecastError('MIMECAST_UNAVAILABLE', words, { transient: true }));
    }, ms);
  const inVain = giveUpAfter(lookMs);
  const inAll = giveUpAfter(allMs);
  const leave = (): void => given.abort(context.signal.reason);
  context.signal.addEventListener('abort', leave, { once: true });
  if (context.signal.aborted) leave();
  try {
    return await work({
      ...context,
      signal: given.signal,
      onPage: () => inVain.refresh(),
      onThrottled: (throttled) => {
        context.onThrottled?.(throttled);
        const { message, retryAt } = throttled;
        if (retryAt - Date.now() <= waitMs) return;
        given.abort(new MimecastError('MIMECAST_RATE_LIMITED', message, { transient: true, retryAt }));
      },
    });
  } finally {
    clearTimeout(inVain);
    clearTimeout(inAll);
    context.signal.removeEventListener('abort', leave);
  }
}
