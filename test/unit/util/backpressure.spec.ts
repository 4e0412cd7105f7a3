import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Backpressure } from '../../../nodes/lib/util/backpressure';

describe('Backpressure by the pending messages of a node', () => {
  const never = new AbortController().signal;

  const pendingMessages = (size: number): Backpressure => {
    const backpressure = new Backpressure();
    for (let count = 0; count < size; count += 1) backpressure.acquire();
    return backpressure;
  };

  /** Whether it has resolved after all other callbacks have run. */
  async function isThrough(capacity: Promise<void>): Promise<boolean> {
    let through = false;
    void capacity.then(() => {
      through = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    return through;
  }

  it('does not delay a source below the limit', async () => {
    assert.equal(await isThrough(pendingMessages(2).waitForCapacity(never)), true);
  });

  it('delays a source until few messages are pending', async () => {
    const backpressure = pendingMessages(4);
    const capacity = backpressure.waitForCapacity(never);
    backpressure.release();
    assert.equal(await isThrough(capacity), false);
    backpressure.release();
    assert.equal(await isThrough(capacity), true);
    assert.equal(backpressure.size, 2);
  });

  it('releases a source after ten seconds, whatever the node does', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const capacity = pendingMessages(3).waitForCapacity(never);
      mock.timers.tick(10_000);
      await capacity;
    } finally {
      mock.timers.reset();
    }
  });

  it('rejects with the reason of the abort', async () => {
    const closing = new AbortController();
    const capacity = pendingMessages(3).waitForCapacity(closing.signal);
    closing.abort(new Error('closed'));
    await assert.rejects(capacity, /closed/);
  });
});
