/** Longest delay of a Node.js timer, about 24 days; a longer one ends at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Bounded, abortable waiting. All code in lib waits through these functions. */

/**
 * Resolves after `ms`; rejects with the signal's reason as soon as it is aborted.
 * @param ms milliseconds, at most 2^31 - 1 (setTimeout's limit); a larger value is clamped
 */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      },
      Math.min(Math.max(ms, 0), MAX_TIMER_MS),
    );
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** Injectable, so that specs can wait for less time. */
export type Sleep = typeof sleep;

/** Yields to the event loop, so that the editor and other flows stay responsive. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Settles like `work`, or resolves with `undefined` after `ms`. Used on close, where the wait must be bounded.
 * The timer is cleared, so it does not keep the process alive.
 */
export async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
