import { setMaxListeners } from 'node:events';

/** Several reasons to stop, one signal; without the lasting references that AbortSignal.any keeps on Node 20. */
export interface Linked {
  readonly signal: AbortSignal;
  /** Takes the listeners and the timer away; must be called once the work has ended. */
  unlink(): void;
}

/**
 * Aborts with the reason of whichever source aborts first.
 * @param deadline after `ms` milliseconds it aborts with `reason()`
 */
export function link(
  sources: readonly AbortSignal[],
  deadline?: { readonly ms: number; reason(): unknown },
): Linked {
  const controller = new AbortController();
  const unlink: (() => void)[] = [];
  for (const source of sources) {
    // Ten types side by side, each with calls and files under way, are no leak: Node.js would warn from eleven on.
    setMaxListeners(0, source);
    if (source.aborted) controller.abort(source.reason);
    const onAbort = (): void => controller.abort(source.reason);
    source.addEventListener('abort', onAbort, { once: true });
    unlink.push(() => source.removeEventListener('abort', onAbort));
  }
  if (deadline !== undefined) {
    const timer = setTimeout(() => controller.abort(deadline.reason()), deadline.ms);
    unlink.push(() => clearTimeout(timer));
  }
  return {
    signal: controller.signal,
    unlink: () => {
      for (const undo of unlink) undo();
    },
  };
}

/** Settles as `work` does, unless the signal is aborted first; the work itself goes on. */
export function leavable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
