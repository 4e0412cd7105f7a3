import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { AlarmClock, type Request } from '../../../nodes/lib/shipping/alarm-clock';

const DAY = 24 * 3_600_000;
const POLL = { action: 'poll' } as const;
const jobs = (requests: readonly Request[] | undefined): unknown[] => (requests ?? []).map(({ job }) => job);

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
    assert.deepEqual(alarm(), []);
  });

  it('goes off at once for whoever asks, and tells them when it is done', async () => {
    const alarm = state(clock.wait(1000));
    let told = false;
    const asked = clock.ask(POLL).then(() => {
      told = true;
    });
    await time.tickAsync(0);
    assert.deepEqual(jobs(alarm()), [POLL]);
    assert.equal(told, false);
    for (const { done } of alarm() ?? []) done();
    await asked;
    assert.equal(time.countTimers(), 0);
  });

  it('knows who asked before anybody waited', async () => {
    const asked = clock.ask(POLL);
    const alarm = await clock.wait(1000);
    assert.deepEqual(jobs(alarm), [POLL]);
    for (const { done } of alarm) done();
    await asked;
  });

  it('without a time goes off for whoever asks and for nobody else, however long that takes', async () => {
    const alarm = state(clock.wait(undefined));
    await time.tickAsync(100 * DAY);
    assert.equal(alarm(), undefined);
    clock.ask(POLL).catch(assert.fail);
    await time.tickAsync(0);
    assert.deepEqual(jobs(alarm()), [POLL]);
  });

  it('ends with the signal, and answers those who asked', async () => {
    const alarm = state(clock.wait(undefined));
    controller.abort();
    await time.tickAsync(0);
    assert.deepEqual(alarm(), []);
    await clock.ask(POLL);
    assert.deepEqual(await clock.wait(1000), []);
  });

  it('tells whoever asked what went wrong', async () => {
    const asked = clock.ask({ action: 'pause' });
    for (const { failed } of await clock.wait(1000)) failed(new Error('full disk'));
    await assert.rejects(asked, /full disk/);
  });

  it('is interrupted by everything but a poll', async () => {
    const asked = [clock.ask(POLL)];
    assert.equal(clock.interrupted, false);
    asked.push(clock.ask({ action: 'resume' }));
    assert.equal(clock.interrupted, true);
    for (const { done } of await clock.wait(1000)) done();
    assert.equal(clock.interrupted, false);
    await Promise.all(asked);
  });

  it('answers those who asked during the last poll', async () => {
    const first = clock.ask(POLL);
    const alarm = await clock.wait(undefined);
    const second = clock.ask(POLL);
    controller.abort();
    await second;
    for (const { done } of alarm) done();
    await first;
  });
});
