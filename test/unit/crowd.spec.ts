import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Crowd } from '../../nodes/lib/crowd';

describe('Backpressure by the pending messages of a node', () => {
  const never = new AbortController().signal;

  const crowdOf = (size: number): Crowd => {
    const crowd = new Crowd();
    for (let count = 0; count < size; count += 1) crowd.enter();
    return crowd;
  };

  /** Whether it has resolved after all other callbacks have run. */
  async function isThrough(room: Promise<void>): Promise<boolean> {
    let through = false;
    void room.then(() => {
      through = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    return through;
  }

  it('does not delay a source below the limit', async () => {
    assert.equal(await isThrough(crowdOf(2).room(never)), true);
  });

  it('delays a source until few messages are pending', async () => {
    const crowd = crowdOf(4);
    const room = crowd.room(never);
    crowd.leave();
    assert.equal(await isThrough(room), false);
    crowd.leave();
    assert.equal(await isThrough(room), true);
    assert.equal(crowd.size, 2);
  });

  it('releases a source after ten seconds, whatever the node does', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const room = crowdOf(3).room(never);
      mock.timers.tick(10_000);
      await room;
    } finally {
      mock.timers.reset();
    }
  });

  it('rejects with the reason of the abort', async () => {
    const closing = new AbortController();
    const room = crowdOf(3).room(closing.signal);
    closing.abort(new Error('closed'));
    await assert.rejects(room, /closed/);
  });
});
