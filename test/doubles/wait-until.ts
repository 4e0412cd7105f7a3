/** Used only when a wait fails: a busy machine needs many times what a quiet one does. */
const MAX_WAIT_MS = 30_000;
const INTERVAL_MS = 2;

/**
 * Polls a condition.
 * @param what completes the sentence "gave up waiting for …"
 */
export async function waitUntil(condition: () => boolean, what: string, ms = MAX_WAIT_MS): Promise<void> {
  for (const started = performance.now(); !condition(); ) {
    if (performance.now() - started > ms) throw new Error(`gave up waiting for ${what} after ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}
