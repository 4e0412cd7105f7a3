/** Bounded, abortable waiting: the only way anything in lib sleeps. */

/**
 * Resolves after `ms`; rejects with the signal's reason as soon as it is aborted.
 * @param ms milliseconds, at most 2^31 - 1 (setTimeout's limit); more is cut to that
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
      Math.min(Math.max(ms, 0), 2 ** 31 - 1),
    );
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** How something waits; specs whose waiting would prove nothing hand in a shorter one. */
export type Sleep = typeof sleep;

/** Gives the event loop a turn, so that the editor and other flows stay responsive. */
export function yieldTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Settles as `work` does, or as `undefined` after `ms`: for closing, where waiting must end.
 * The timer is cleared, so nothing keeps the process alive.
 */
export async function atMost<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
