import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Crowd } from '../../nodes/lib/crowd';

describe('A crowd of messages that a node has not worked off', () => {
  const never = new AbortController().signal;

  const crowdOf = (size: number): Crowd => {
    const crowd = new Crowd();
    for (let count = 0; count < size; count += 1) crowd.enter();
    return crowd;
  };

  /** Whether it has resolved by the time that everything else had a turn. */
  async function isThrough(room: Promise<void>): Promise<boolean> {
    let through = false;
    void room.then(() => {
      through = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    return through;
  }

  it('holds nobody back while it is small', async () => {
    assert.equal(await isThrough(crowdOf(2).room(never)), true);
  });

  it('holds a source back until few are left', async () => {
    const crowd = crowdOf(4);
    const room = crowd.room(never);
    crowd.leave();
    assert.equal(await isThrough(room), false);
    crowd.leave();
    assert.equal(await isThrough(room), true);
    assert.equal(crowd.size, 2);
  });

  it('lets a source go on after ten seconds, whatever became of the node', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const room = crowdOf(3).room(never);
      mock.timers.tick(10_000);
      await room;
    } finally {
      mock.timers.reset();
    }
  });

  it('rejects with the reason of whoever aborts', async () => {
    const closing = new AbortController();
    const room = crowdOf(3).room(closing.signal);
    closing.abort(new Error('closed'));
    await assert.rejects(room, /closed/);
  });
});
