/**
 * Root hooks of mocha: a spec during which a promise was rejected that nobody handles, or an exception reached the process,
 * fails. In Node-RED each of them ends the process. Mocha alone lets unhandled rejections pass.
 */
import { setImmediate } from 'node:timers/promises';

/** Node reports a rejection after the microtasks, and mocha once more. */
const known = new WeakSet<object>();
let reasons: unknown[] = [];

process.on('unhandledRejection', (reason, promise) => {
  if (known.has(promise)) return;
  known.add(promise);
  reasons.push(reason);
});

const textOf = (reason: unknown): string =>
  reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);

async function failIfUnhandled(): Promise<void> {
  await setImmediate();
  if (reasons.length === 0) return;
  const found = reasons;
  reasons = [];
  throw new Error(`a promise was rejected, and nobody handled it:\n${found.map(textOf).join('\n')}`);
}

export const mochaHooks = { afterEach: failIfUnhandled, afterAll: failIfUnhandled };
