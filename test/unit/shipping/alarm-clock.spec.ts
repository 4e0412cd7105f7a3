import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { AlarmClock } from '../../../nodes/lib/shipping/alarm-clock';

const DAY = 24 * 3_600_000;

describe('AlarmClock', () => {
  let time: FakeTimers.Clock;
  let controller: AbortController;
  let clock: AlarmClock;
  beforeEach(() => {
    time = FakeTimers.install({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    controller = new AbortController();
    clock = new AlarmClock(controller.signal);
  });
  afterEach(() => {
    controller.abort();
    time.uninstall();
  });

  const state = <T>(promise: Promise<T>): (() => T | undefined) => {
    let result: T | undefined;
    promise.then((value) => {
      result = value;
    }, assert.fail);
    return () => result;
  };

  it('goes off when the time is over', async () => {
    const alarm = state(clock.wait(1000));
    await time.tickAsync(999);
    assert.equal(alarm(), undefined);
    await time.tickAsync(1);
    assert.equal(alarm()?.asked, false);
  });

  it('goes off at once for whoever asks, and tells them when it is done', async () => {
    const alarm = state(clock.wait(1000));
    let told = false;
    const asked = clock.ask().then(() => {
      told = true;
    });
    await time.tickAsync(0);
    assert.equal(alarm()?.asked, true);
    assert.equal(told, false);
    alarm()?.done();
    await asked;
    assert.equal(time.countTimers(), 0);
  });

  it('knows who asked before anybody waited', async () => {
    const asked = clock.ask();
    const alarm = await clock.wait(1000);
    assert.equal(alarm.asked, true);
    alarm.done();
    await asked;
  });

  it('without a time goes off for whoever asks and for nobody else, however long that takes', async () => {
    const alarm = state(clock.wait(undefined));
    await time.tickAsync(100 * DAY);
    assert.equal(alarm(), undefined);
    clock.ask().catch(assert.fail);
    await time.tickAsync(0);
    assert.equal(alarm()?.asked, true);
  });

  it('ends with the signal, and answers those who asked', async () => {
    const alarm = state(clock.wait(undefined));
    controller.abort();
    await time.tickAsync(0);
    assert.equal(alarm()?.asked, false);
    await clock.ask();
    assert.equal((await clock.wait(1000)).asked, false);
  });

  it('answers those who asked during the last poll', async () => {
    const first = clock.ask();
    const alarm = await clock.wait(undefined);
    const second = clock.ask();
    controller.abort();
    await second;
    alarm.done();
    await first;
  });
});
