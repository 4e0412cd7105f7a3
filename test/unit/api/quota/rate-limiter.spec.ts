import assert from 'node:assert/strict';
import type { CallPermit } from '../../../../nodes/lib/api/quota/rate-limiter';
import type { Throttled } from '../../../../nodes/lib/contracts/api-client';
import { MINUTE, quota, request, useRateLimiter } from '../support/rate-limiter-harness';

describe('RateLimiter', () => {
  const harness = useRateLimiter();
  const { call, waitOf } = harness;
  const start = Date.UTC(2026, 10, 22);

  it('grants a call at once', async () => assert.equal(await waitOf(harness.limiter.acquire(request())), 0));

  it('keeps the default quota of a group until headers arrive: 50 SIEM batch calls in 15 minutes', async () => {
    for (let i = 0; i < 50; i += 1) await call();
    harness.clock.tick(MINUTE);
    assert.equal(await waitOf(harness.limiter.acquire(request())), 14 * MINUTE);
  });

  it('counts groups separately', async () => {
    for (let i = 0; i < 50; i += 1) await call();
    assert.equal(await waitOf(harness.limiter.acquire(request('a', 'api'))), 0);
  });

  it('prefers the headers to the default quota', async () => {
    await call(quota(200, 5000, 201));
    for (let i = 0; i < 120; i += 1) await call(quota(199 - i, 5000, 201));
    assert.equal(await waitOf(harness.limiter.acquire(request())), 0);
  });

  it('waits when nothing remains, as long as the reset header says', async () => {
    await call(quota(0, 7000));
    assert.equal(await waitOf(harness.limiter.acquire(request())), 7000);
  });

  it('waits a second when nothing remains and no header says how long', async () => {
    await call(quota(0));
    assert.equal(await waitOf(harness.limiter.acquire(request())), 1000);
  });

  it('reports once that the quota is exhausted, and until when', async () => {
    await call(quota(0, 7000));
    const notified: Throttled[] = [];
    await waitOf(
      harness.limiter.acquire(request('a', 'siem-batch', { onBlocked: (one) => notified.push(one) })),
    );
    assert.deepEqual(
      notified.map(({ group, retryAt }) => [group, retryAt - start]),
      [['siem-batch', 7000]],
    );
  });

  it('ends the wait when the notified caller refuses to wait', async () => {
    await call(quota(0, 7000));
    const refuse = (): never => {
      throw new Error('no time');
    };
    await assert.rejects(
      harness.limiter.acquire(request('a', 'siem-batch', { onBlocked: refuse })),
      /no time/,
    );
  });

  it('leaves no timer behind for a caller that gives up when notified', async () => {
    await call(quota(0, 7000));
    const leaving = new AbortController();
    const onBlocked = (): void => leaving.abort(new Error('as long as that?'));
    await assert.rejects(
      harness.limiter.acquire(request('a', 'siem-batch', { signal: leaving.signal, onBlocked })),
      /as long as that/,
    );
  });

  it('sends one probe call after the quota was exhausted, and the others after its response', async () => {
    await call(quota(0, 2000));
    const order: string[] = [];
    const waiting = ['a', 'b', 'c'].map(async (stream) => {
      const lease = await harness.limiter.acquire(request(stream));
      order.push(stream);
      return lease;
    });
    await harness.clock.tickAsync(2000);
    assert.deepEqual(order, ['a']);
    const probe = await waiting[0];
    probe?.answered(quota(10, 2000));
    probe?.release();
    for (const lease of await Promise.all(waiting)) lease.release();
    assert.deepEqual(order, ['a', 'b', 'c']);
  });

  it('uses the default quota again when the probe is answered without headers', async () => {
    await call(quota(0, 2000));
    const probe = harness.limiter.acquire(request());
    await harness.clock.tickAsync(2000);
    (await probe).answered({});
    (await probe).release();
    assert.equal(await waitOf(harness.limiter.acquire(request())), 0);
  });

  it('probes again when the probe got no response', async () => {
    await call(quota(0, 2000));
    const probe = harness.limiter.acquire(request());
    const next = harness.limiter.acquire(request('b'));
    await harness.clock.tickAsync(2000);
    (await probe).release();
    (await next).answered(quota(3, 2000));
    (await next).release();
  });

  describe('when a call was never sent', () => {
    async function unsent(): Promise<void> {
      const lease = await harness.limiter.acquire(request());
      lease.markNotSent();
      lease.release();
    }

    it('returns its permit: an outage uses up no quota', async () => {
      for (let i = 0; i < 200; i += 1) await unsent();
      for (let i = 0; i < 49; i += 1) await call();
      assert.equal(await waitOf(harness.limiter.acquire(request())), 0);
      assert.equal(await waitOf(harness.limiter.acquire(request())), 15 * MINUTE);
    });

    it('returns no more permits than were taken from the same window', async () => {
      const lease = await harness.limiter.acquire(request());
      harness.clock.tick(15 * MINUTE);
      for (let i = 0; i < 50; i += 1) await call();
      lease.markNotSent();
      lease.release();
      assert.equal(await waitOf(harness.limiter.acquire(request())), 15 * MINUTE);
    });

    it('does not lift a limit that Mimecast has set meanwhile', async () => {
      const lease = await harness.limiter.acquire(request('a'));
      await call(quota(0, 20_000), 'b');
      lease.markNotSent();
      lease.release();
      assert.equal(await waitOf(harness.limiter.acquire(request())), 20_000);
    });

    it('passes the probe to the next caller', async () => {
      await call(quota(0, 20_000));
      harness.clock.tick(20_000);
      await unsent();
      const probe = await harness.limiter.acquire(request());
      let second = false;
      const waiting = harness.limiter.acquire(request('b')).then((lease) => {
        second = true;
        lease.release();
      });
      await harness.clock.tickAsync(1000);
      assert.equal(second, false);
      probe.answered(quota(40, 300_000));
      probe.release();
      await waiting;
    });
  });

  it('allows four concurrent calls, and a sign-in in addition', async () => {
    const flying = await Promise.all(
      ['a', 'b', 'c', 'd'].map((stream) => harness.limiter.acquire(request(stream, 'api'))),
    );
    let fifth: CallPermit | undefined;
    const waiting = harness.limiter.acquire(request('e', 'api')).then((lease) => {
      fifth = lease;
    });
    (await harness.limiter.acquire(request('token', 'token'))).release();
    assert.equal(fifth, undefined);
    flying[0]?.release();
    flying[0]?.release();
    await waiting;
    for (const lease of [...flying.slice(1), fifth]) lease?.release();
  });

  it('serves streams in turn: a busy one does not delay the others', async () => {
    const flying = await Promise.all(
      ['w', 'x', 'y', 'z'].map((stream) => harness.limiter.acquire(request(stream, 'api'))),
    );
    const order: string[] = [];
    const waiting = ['busy', 'busy', 'busy', 'calm', 'other'].map(async (stream) => {
      const lease = await harness.limiter.acquire(request(stream, 'api'));
      order.push(stream);
      lease.release();
    });
    flying[0]?.release();
    await Promise.all(waiting);
    assert.deepEqual(order, ['busy', 'calm', 'other', 'busy', 'busy']);
    for (const lease of flying.slice(1)) lease.release();
  });

  it('removes a caller that gives up, in any state, and serves the next', async () => {
    await call(quota(0, 5000));
    const leaving = new AbortController();
    const leaves = harness.limiter.acquire(request('a', 'siem-batch', { signal: leaving.signal }));
    const stays = harness.limiter.acquire(request());
    leaving.abort(new Error('enough'));
    await assert.rejects(leaves, /enough/);
    await assert.rejects(harness.limiter.acquire(request('b', 'api', { signal: leaving.signal })), /enough/);
    assert.equal(await waitOf(stays), 5000);
  });

  it('leaves no timer when the last caller gives up', async () => {
    await call(quota(0, 5000));
    const leaving = new AbortController();
    const leaves = harness.limiter.acquire(request('a', 'siem-batch', { signal: leaving.signal }));
    leaving.abort(new Error('enough'));
    await assert.rejects(leaves, /enough/);
    assert.equal(harness.clock.countTimers(), 0);
  });
});
