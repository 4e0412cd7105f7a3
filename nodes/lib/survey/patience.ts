import { MimecastError } from '../api/errors';
import type { SurveyContext } from './look';

export interface Limits {
  /** ms that Mimecast may ask to wait before the look is given up */
  readonly waitMs: number;
  /** ms that a look may take in all */
  readonly lookMs: number;
}

export const PATIENCE: Limits = { waitMs: 2 * 60_000, lookMs: 15 * 60_000 };

/**
 * A look that is given up when Mimecast asks for more patience than an assessment has, or when it does not end: it
 * then fails with a MimecastError of its own, which counts as an answer.
 */
export async function patiently<T>(
  context: SurveyContext,
  work: (context: SurveyContext) => Promise<T>,
  { waitMs, lookMs }: Limits = PATIENCE,
): Promise<T> {
  const given = new AbortController();
  const timer = setTimeout(() => {
    const words =
      lookMs < 2 * 60_000
        ? `no answer within ${Math.round(lookMs / 1000)} seconds`
        : `no end after ${Math.round(lookMs / 60_000)} minutes`;
    given.abort(new MimecastError('MIMECAST_UNAVAILABLE', words, { transient: true }));
  }, lookMs);
  const leave = (): void => given.abort(context.signal.reason);
  context.signal.addEventListener('abort', leave, { once: true });
  if (context.signal.aborted) leave();
  try {
    return await work({
      ...context,
      signal: given.signal,
      onThrottled: (throttled) => {
        context.onThrottled?.(throttled);
        const { message, retryAt } = throttled;
        if (retryAt - Date.now() <= waitMs) return;
        given.abort(new MimecastError('MIMECAST_RATE_LIMITED', message, { transient: true, retryAt }));
      },
    });
  } finally {
    clearTimeout(timer);
    context.signal.removeEventListener('abort', leave);
  }
}
