import assert from 'node:assert/strict';
import type { Headers } from '../../../../nodes/lib/api/response/headers';
import type { Throttled } from '../../../../nodes/lib/contracts/api-client';
import { MINUTE, quota, request, useRateLimiter } from '../support/rate-limiter-harness';

describe('RateLimiter', () => {
  const harness = useRateLimiter();
  const { call, waitOf } = harness;
  const start = Date.UTC(2026, 10, 22);

  describe('after a 429', () => {
    async function refused(headers: Headers = {}, consecutive = 1, stream = 'a'): Promise<Throttled> {
      const waiting = harness.limiter.acquire(request(stream));
      await harness.clock.runAllAsync();
      const lease = await waiting;
      const throttled = lease.throttled(headers, consecutive);
      lease.release();
      return throttled;
    }

    it('waits for the time that the header states', async () => {
      const { retryAt } = await refused({ 'retry-after': '20' });
      assert.equal(retryAt - start, 20_000);
      assert.equal(await waitOf(harness.limiter.acquire(request())), 20_000);
    });

    it('backs off by itself without a header, a minute at most', async () => {
      Math.random = () => 1;
      const waits: number[] = [];
      for (let consecutive = 1; consecutive < 10; consecutive += 1) {
        const throttled = await refused({}, consecutive);
        waits.push(throttled.retryAt - Date.now());
      }
      assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
      await waitOf(harness.limiter.acquire(request()));
    });

    it('does not resume early because of a response that was under way', async () => {
      const [early, late] = await Promise.all([
        harness.limiter.acquire(request('a')),
        harness.limiter.acquire(request('b')),
      ]);
      late.throttled({ 'retry-after': '20' }, 1);
      early.answered(quota(12, 1000));
      late.release();
      early.release();
      assert.equal(await waitOf(harness.limiter.acquire(request())), 20_000);
    });

    it('reports the suitable interval with the third 429 within an hour', async () => {
      const reset = { 'x-ratelimit-reset': '300000', 'x-ratelimit-limit': '50' };
      assert.equal((await refused(reset, 1, 'a')).fittingIntervalMs, undefined);
      assert.equal((await refused(reset, 1, 'b')).fittingIntervalMs, undefined);
      // Two streams with two calls each, 50 calls in what the header shows as five minutes.
      assert.equal((await refused(reset, 1, 'a')).fittingIntervalMs, MINUTE);
      await waitOf(harness.limiter.acquire(request()));
    });

    it('uses the whole known quota with ten streams: 50 calls in a quarter of an hour', async () => {
      for (let i = 0; i < 10; i += 1) await call({}, `stream ${i}`);
      await refused({}, 1, 'stream 1');
      await refused({}, 1, 'stream 1');
      assert.equal((await refused({}, 1, 'stream 1')).fittingIntervalMs, 6 * MINUTE);
      await waitOf(harness.limiter.acquire(request()));
    });

    it('reports the same interval when a call only waits, and Mimecast never says 429', async () => {
      const intervals: (number | undefined)[] = [];
      for (let window = 0; window < 3; window += 1) {
        for (let i = 0; i < 10; i += 1) await call(quota(10 - i, 5 * MINUTE, 10), `stream ${i}`);
        await call(quota(0, 5 * MINUTE, 10), 'stream 0');
        const blocked = ['stream 0', 'stream 1'].map((stream) =>
          harness.limiter.acquire(
            request(stream, 'siem-batch', {
              onBlocked: ({ fittingIntervalMs }) => intervals.push(fittingIntervalMs),
            }),
          ),
        );
        for (const one of blocked) await waitOf(one);
      }
      // Ten streams with two calls each, 10 calls in five minutes.
      assert.deepEqual(intervals, [undefined, undefined, undefined, undefined, 10 * MINUTE, 10 * MINUTE]);
    });

    it('forgets 429s after an hour', async () => {
      await refused();
      await refused();
      harness.clock.tick(60 * MINUTE);
      assert.equal((await refused()).fittingIntervalMs, undefined);
      await waitOf(harness.limiter.acquire(request()));
    });

    it('counts calls throttled at the same time once', async () => {
      const leases = await Promise.all(
        ['a', 'b', 'c'].map((stream) => harness.limiter.acquire(request(stream))),
      );
      const intervals = leases.map((lease) => lease.throttled({}, 1).fittingIntervalMs);
      for (const lease of leases) lease.release();
      assert.deepEqual(intervals, [undefined, undefined, undefined]);
      await waitOf(harness.limiter.acquire(request()));
    });
  });
});
