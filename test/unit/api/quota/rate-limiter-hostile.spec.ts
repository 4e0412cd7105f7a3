import assert from 'node:assert/strict';
import { quota, request, useRateLimiter } from '../support/rate-limiter-harness';

const HOUR = 3_600_000;

describe('RateLimiter with headers that can not be true', () => {
  const harness = useRateLimiter();
  const { call, waitOf } = harness;
  const next = (): Promise<number> => waitOf(harness.limiter.acquire(request()));

  for (const reset of [
    `${Date.UTC(2026, 10, 22)}000`,
    '9'.repeat(60),
    '9'.repeat(400),
    '86400000',
    '-1',
    'NaN',
  ])
    it(`waits an hour at most after the reset ${reset.slice(0, 20)}`, async () => {
      await call({ 'x-ratelimit-remaining': '1', 'x-ratelimit-limit': '50', 'x-ratelimit-reset': reset });
      const permit = await harness.limiter.acquire(request());
      permit.answered({}, 503);
      permit.release();
      assert(harness.limiter.stats(Date.now()).length > 0);
      assert((await next()) <= HOUR);
    });

  it('does not take a huge number of remaining calls for a permission without end', async () => {
    await call({ 'x-ratelimit-remaining': '9'.repeat(400) });
    const [state] = harness.limiter.stats(Date.now());
    assert.equal(state?.remaining, 100_000);
    await next();
  });

  it('does not open the quota because a gateway answers without quota headers', async () => {
    await call(quota(0, 5000, 50));
    await harness.clock.tickAsync(5000);
    const probe = await harness.limiter.acquire(request());
    probe.answered({}, 503);
    probe.release();
    // Only one call at a time, until Mimecast itself answers.
    const second = await harness.limiter.acquire(request());
    const [state] = harness.limiter.stats(Date.now());
    assert.equal(state?.remaining, 0);
    second.answered({}, 200);
    second.release();
    assert.equal(harness.limiter.stats(Date.now())[0]?.remaining, 49);
  });

  it('is not blocked for the time by which the clock was put back', async () => {
    await call(quota(0, 5000, 50));
    harness.clock.setSystemTime(Date.now() - 48 * HOUR);
    assert((await next()) <= HOUR);
  });
});
