import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { MAX_PENDING, type PendingCommand, PollTimer } from '../../../../nodes/lib/collector/poll/poll-timer';

const DAY = 24 * 3_600_000;
const POLL = { action: 'poll' } as const;
const jobs = (requests: readonly PendingCommand[] | undefined): unknown[] =>
  (requests ?? []).map(({ command }) => command);

describe('PollTimer', () => {
  let time: FakeTimers.Clock;
  let controller: AbortController;
  let clock: PollTimer;
  beforeEach(() => {
    time = FakeTimers.install({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    controller = new AbortController();
    clock = new PollTimer(controller.signal);
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

  it('fires when the time has elapsed', async () => {
    const alarm = state(clock.wait(1000));
    await time.tickAsync(999);
    assert.equal(alarm(), undefined);
    await time.tickAsync(1);
    assert.deepEqual(alarm(), []);
  });

  it('fires at once on a request, and resolves the request when it is done', async () => {
    const alarm = state(clock.wait(1000));
    let resolved = false;
    const requested = clock.request(POLL).then(() => {
      resolved = true;
    });
    await time.tickAsync(0);
    assert.deepEqual(jobs(alarm()), [POLL]);
    assert.equal(resolved, false);
    for (const { resolve: done } of alarm() ?? []) done();
    await requested;
    assert.equal(time.countTimers(), 0);
  });

  it('keeps a request made before anyone waits', async () => {
    const requested = clock.request(POLL);
    const alarm = await clock.wait(1000);
    assert.deepEqual(jobs(alarm), [POLL]);
    for (const { resolve: done } of alarm) done();
    await requested;
  });

  it('fires only on a request when it has no time, however long that takes', async () => {
    const alarm = state(clock.wait(undefined));
    await time.tickAsync(100 * DAY);
    assert.equal(alarm(), undefined);
    clock.request(POLL).catch(assert.fail);
    await time.tickAsync(0);
    assert.deepEqual(jobs(alarm()), [POLL]);
  });

  it('ends when the signal is aborted, and resolves pending requests', async () => {
    const alarm = state(clock.wait(undefined));
    controller.abort();
    await time.tickAsync(0);
    assert.deepEqual(alarm(), []);
    await clock.request(POLL);
    assert.deepEqual(await clock.wait(1000), []);
  });

  it('passes the failure to the requester', async () => {
    const requested = clock.request({ action: 'pause' });
    for (const { reject: failed } of await clock.wait(1000)) failed(new Error('full disk'));
    await assert.rejects(requested, /full disk/);
  });

  it('is interrupted by every command except a poll', async () => {
    const requested = [clock.request(POLL)];
    assert.equal(clock.interrupted, false);
    requested.push(clock.request({ action: 'resume' }));
    assert.equal(clock.interrupted, true);
    for (const { resolve: done } of await clock.wait(1000)) done();
    assert.equal(clock.interrupted, false);
    await Promise.all(requested);
  });

  it('resolves requests made during the last poll', async () => {
    const first = clock.request(POLL);
    const alarm = await clock.wait(undefined);
    const second = clock.request(POLL);
    controller.abort();
    await second;
    for (const { resolve: done } of alarm) done();
    await first;
  });

  it('refuses what comes while a thousand commands wait', async () => {
    const requested = Array.from({ length: MAX_PENDING }, () => clock.request(POLL));
    await assert.rejects(clock.request(POLL), /^MimecastError: 1000 messages wait/);
    for (const { resolve: done } of await clock.wait(1000)) done();
    await Promise.all(requested);
    controller.abort();
    await clock.request(POLL);
  });
});
