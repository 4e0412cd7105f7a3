import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { sleep, withTimeout, yieldToEventLoop } from '../../../nodes/lib/util/async';

describe('Waiting', () => {
  let clock: FakeTimers.Clock;
  beforeEach(() => {
    clock = FakeTimers.install({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    assert.equal(clock.countTimers(), 0, 'a timer was left behind');
    clock.uninstall();
  });

  it('sleeps for the given time', async () => {
    let awake = false;
    const sleeping = sleep(1000, new AbortController().signal).then(() => {
      awake = true;
    });
    await clock.tickAsync(999);
    assert.equal(awake, false);
    await clock.tickAsync(1);
    await sleeping;
  });

  it('does not sleep for a past time, and limits a time to the maximum of a timer', async () => {
    const { signal } = new AbortController();
    const short = sleep(-5, signal);
    await clock.tickAsync(0);
    await short;
    const long = sleep(Number.MAX_SAFE_INTEGER, signal);
    await clock.tickAsync(2 ** 31 - 2);
    assert.equal(clock.countTimers(), 1, 'it would fire at once if it were not cut');
    await clock.tickAsync(1);
    await long;
  });

  it('rejects with the reason of the signal when it is aborted before or during the wait', async () => {
    const controller = new AbortController();
    const sleeping = sleep(1000, controller.signal);
    controller.abort(new Error('closed'));
    await assert.rejects(sleeping, /closed/);
    await assert.rejects(sleep(1000, controller.signal), /closed/);
  });

  it('limits the wait for a promise, and leaves no timer behind when the promise settles', async () => {
    const limited = withTimeout(new Promise(() => undefined), 1000);
    await clock.tickAsync(1000);
    assert.equal(await limited, undefined);
    assert.equal(await withTimeout(Promise.resolve(42), 1000), 42);
    await assert.rejects(withTimeout(Promise.reject(new Error('x')), 1000), /x/);
  });

  it('yields to the event loop', async () => {
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    await yieldToEventLoop();
    assert.equal(turned, true);
  });
});
