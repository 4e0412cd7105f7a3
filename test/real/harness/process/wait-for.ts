import { setTimeout as pause } from 'node:timers/promises';

export interface WaitOptions {
  /** Completes the sentence "gave up waiting for …". */
  readonly what: string;
  readonly ms: number;
  readonly everyMs?: number;
  /** Checked on every round: a reason to stop waiting. */
  readonly stopReason?: () => string | undefined;
  readonly signal?: AbortSignal;
}

/** Polls until the result is not `undefined`; never longer than `ms`. */
export async function waitFor<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  options: WaitOptions,
): Promise<T> {
  const deadline = Date.now() + options.ms;
  for (;;) {
    const result = await ask();
    if (result !== undefined) return result;
    const hopeless = options.stopReason?.();
    if (hopeless !== undefined) throw new Error(`waiting for ${options.what} is pointless: ${hopeless}`);
    if (Date.now() >= deadline) {
      throw new Error(`gave up waiting for ${options.what} after ${options.ms / 1000} s`);
    }
    await pause(options.everyMs ?? 100, undefined, options.signal ? { signal: options.signal } : {});
  }
}
