import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { RateThrottle } from '../../../../nodes/lib/collector/delivery/throttle';

describe('RateThrottle', () => {
  let clock: FakeTimers.Clock;
  const { signal } = new AbortController();
  beforeEach(() => {
    clock = FakeTimers.install({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  });
  afterEach(() => clock.uninstall());

  it('does not wait without a rate, but yields to the event loop regularly', async () => {
    const pace = new RateThrottle(0, 10);
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    for (let i = 0; i < 9; i += 1) await pace.afterSending(1, signal);
    assert.equal(turned, false);
    await pace.afterSending(1, signal);
    assert.equal(turned, true);
  });

  it('waits a second for each number of records that the rate allows', async () => {
    const pace = new RateThrottle(100);
    let done = false;
    const waiting = pace.afterSending(50, signal).then(() => {
      done = true;
    });
    await clock.tickAsync(499);
    assert.equal(done, false);
    await clock.tickAsync(1);
    await waiting;
  });

  it('accumulates no credit while idle', async () => {
    const pace = new RateThrottle(10);
    clock.tick(3_600_000);
    let done = 0;
    const run = async (): Promise<void> => {
      for (; done < 20; done += 1) await pace.afterSending(1, signal);
    };
    const running = run();
    await clock.tickAsync(1000);
    assert.ok(done >= 9 && done <= 10, `${done} in the first second`);
    await clock.tickAsync(1000);
    await running;
  });

  it('ends when the signal is aborted, while it waits and while it yields', async () => {
    const controller = new AbortController();
    const waiting = new RateThrottle(1).afterSending(100, controller.signal);
    const yielding = new RateThrottle(0, 1).afterSending(1, controller.signal);
    controller.abort(new Error('closed'));
    await assert.rejects(waiting, /closed/);
    await assert.rejects(yielding, /closed/);
    assert.equal(clock.countTimers(), 0);
  });
});
