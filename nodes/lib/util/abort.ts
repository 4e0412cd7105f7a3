import { setMaxListeners } from 'node:events';

/** Combines several abort signals. AbortSignal.any is not used, because Node.js 20 keeps references to its sources. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  /** Removes the listeners and the timer. Must be called when the work has ended. */
  dispose(): void;
}

/**
 * Aborts with the reason of the source that aborts first.
 * @param deadline aborts with `reason()` after `ms` milliseconds
 */
export function linkSignals(
  sources: readonly AbortSignal[],
  deadline?: { readonly ms: number; reason(): unknown },
): LinkedSignal {
  const controller = new AbortController();
  const cleanups: (() => void)[] = [];
  for (const source of sources) {
    // Many concurrent calls and downloads are not a leak. Node.js would warn from eleven listeners on.
    setMaxListeners(0, source);
    if (source.aborted) controller.abort(source.reason);
    const onAbort = (): void => controller.abort(source.reason);
    source.addEventListener('abort', onAbort, { once: true });
    cleanups.push(() => source.removeEventListener('abort', onAbort));
  }
  if (deadline !== undefined) {
    const timer = setTimeout(() => controller.abort(deadline.reason()), deadline.ms);
    cleanups.push(() => clearTimeout(timer));
  }
  return {
    signal: controller.signal,
    dispose: () => {
      for (const cleanup of cleanups) cleanup();
    },
  };
}

/** Settles like `work`, or rejects when the signal is aborted first. `work` is not aborted. */
export function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
