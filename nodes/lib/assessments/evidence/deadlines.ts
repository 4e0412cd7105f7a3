import { MimecastError } from '../../contracts/errors';
import { HOUR_MS, MINUTE_MS } from '../../util/time';
import type { EvidenceContext } from './collect-evidence';

export interface Deadlines {
  /** longest wait in ms that Mimecast may ask for; a longer one cancels the read */
  readonly maxWaitMs: number;
  /** ms without a new page; for reads that do not report pages: total ms */
  readonly idleMs: number;
  /** total ms, independent of the number of pages */
  readonly totalMs: number;
}

/** A day of receipts of a large tenant takes hours but ends, so the total is much longer than the idle time. */
export const ASSESSMENT_DEADLINES: Deadlines = {
  maxWaitMs: 2 * MINUTE_MS,
  idleMs: 15 * MINUTE_MS,
  totalMs: 4 * HOUR_MS,
};

/**
 * Runs a read and cancels it when Mimecast asks to wait too long or when a deadline passes. The signal's reason is
 * then a MimecastError, which `collectEvidence` turns into a result.
 */
export async function withDeadlines<T>(
  context: EvidenceContext,
  work: (context: EvidenceContext) => Promise<T>,
  { maxWaitMs, idleMs, totalMs }: Deadlines = ASSESSMENT_DEADLINES,
): Promise<T> {
  const controller = new AbortController();
  const abortAfter = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      const message =
        ms < 2 * MINUTE_MS
          ? `no response within ${Math.round(ms / 1000)} seconds`
          : `not finished after ${Math.round(ms / MINUTE_MS)} minutes`;
      controller.abort(new MimecastError('MIMECAST_UNAVAILABLE', message, { transient: true }));
    }, ms);
  const idleTimer = abortAfter(idleMs);
  const totalTimer = abortAfter(totalMs);
  const forwardAbort = (): void => controller.abort(context.signal.reason);
  context.signal.addEventListener('abort', forwardAbort, { once: true });
  if (context.signal.aborted) forwardAbort();
  try {
    return await work({
      ...context,
      signal: controller.signal,
      onPage: () => idleTimer.refresh(),
      onThrottled: (throttled) => {
        context.onThrottled?.(throttled);
        const { message, retryAt } = throttled;
        if (retryAt - Date.now() <= maxWaitMs) return;
        controller.abort(new MimecastError('MIMECAST_RATE_LIMITED', message, { transient: true, retryAt }));
      },
    });
  } finally {
    clearTimeout(idleTimer);
    clearTimeout(totalTimer);
    context.signal.removeEventListener('abort', forwardAbort);
  }
}
