import assert from 'node:assert/strict';
import { Governor, type Lease, type Turn } from '../../../nodes/lib/api/governor';
import { shareGovernor } from '../../../nodes/lib/api/governors';
import type { Headers } from '../../../nodes/lib/api/retry-after';
import type { QuotaGroup, Throttled } from '../../../nodes/lib/api/types';
import { REGION_ORIGINS } from '../../../nodes/lib/properties/regions';
import { type Clock, fakeClock } from './support/clock';
import { withoutJitter } from './support/tries';

const MINUTE = 60_000;
const never = new AbortController().signal;
const turn = (stream = 'a', group: QuotaGroup = 'siem-batch', rest: Partial<Turn> = {}): Turn => ({
  group,
  stream,
  signal: never,
  ...rest,
});
const left = (remaining: number, reset?: number, limit?: number): Headers => ({
  'x-ratelimit-remaining': String(remaining),
  ...(reset === undefined ? {} : { 'x-ratelimit-reset': String(reset) }),
  ...(limit === undefined ? {} : { 'x-ratelimit-limit': String(limit) }),
});

describe('the quota governor', () => {
  let clock: Clock;
  let governor: Governor;
  const start = Date.UTC(2026, 10, 22);
  withoutJitter();
  beforeEach(() => {
    clock = fakeClock();
    governor = new Governor();
  });
  afterEach(() => {
    const left = clock.countTimers();
    clock.uninstall();
    assert.equal(left, 0, 'a timer was left behind');
  });

  /** Makes a call that is answered with these headers. */
  async function call(headers: Headers = {}, ...who: Parameters<typeof turn>): Promise<void> {
    const lease = await governor.acquire(turn(...who));
    lease.answered(headers);
    lease.release();
  }
  /** Milliseconds until a call may be made. */
  async function waitOf(work: Promise<Lease>): Promise<number> {
    const from = Date.now();
    let lease: Lease | undefined;
    const got = work.then((one) => {
      lease = one;
      return Date.now() - from;
    });
    await clock.runAllAsync();
    lease?.release();
    return got;
  }

  it('lets a call through at once', async () => assert.equal(await waitOf(governor.acquire(turn())), 0));

  it('keeps the seed of a group until headers tell: 50 SIEM batch calls in 15 minutes', async () => {
    for (let i = 0; i < 50; i += 1) await call();
    clock.tick(MINUTE);
    assert.equal(await waitOf(governor.acquire(turn())), 14 * MINUTE);
  });

  it('counts groups apart', async () => {
    for (let i = 0; i < 50; i += 1) await call();
    assert.equal(await waitOf(governor.acquire(turn('a', 'api'))), 0);
  });

  it('believes the headers more than the seed', async () => {
    await call(left(200, 5000, 201));
    for (let i = 0; i < 120; i += 1) await call(left(199 - i, 5000, 201));
    assert.equal(await waitOf(governor.acquire(turn())), 0);
  });

  it('waits before the wall when nothing remains, as long as the reset says', async () => {
    await call(left(0, 7000));
    assert.equal(await waitOf(governor.acquire(turn())), 7000);
  });

  it('waits a second when nothing remains and no header says how long', async () => {
    await call(left(0));
    assert.equal(await waitOf(governor.acquire(turn())), 1000);
  });

  it('tells once that the bucket is empty, and until when', async () => {
    await call(left(0, 7000));
    const told: Throttled[] = [];
    await waitOf(governor.acquire(turn('a', 'siem-batch', { onBlocked: (one) => told.push(one) })));
    assert.deepEqual(
      told.map(({ group, retryAt }) => [group, retryAt - start]),
      [['siem-batch', 7000]],
    );
  });

  it('ends the wait when the one who is told refuses to wait', async () => {
    await call(left(0, 7000));
    const refuse = (): never => {
      throw new Error('no time');
    };
    await assert.rejects(governor.acquire(turn('a', 'siem-batch', { onBlocked: refuse })), /no time/);
  });

  it('sends one call to probe after a wall, and the others after its answer', async () => {
    await call(left(0, 2000));
    const order: string[] = [];
    const waiting = ['a', 'b', 'c'].map(async (stream) => {
      const lease = await governor.acquire(turn(stream));
      order.push(stream);
      return lease;
    });
    await clock.tickAsync(2000);
    assert.deepEqual(order, ['a']);
    const probe = await waiting[0];
    probe?.answered(left(10, 2000));
    probe?.release();
    for (const lease of await Promise.all(waiting)) lease.release();
    assert.deepEqual(order, ['a', 'b', 'c']);
  });

  it('trusts the seed again when the probe is answered without headers', async () => {
    await call(left(0, 2000));
    const probe = governor.acquire(turn());
    await clock.tickAsync(2000);
    (await probe).answered({});
    (await probe).release();
    assert.equal(await waitOf(governor.acquire(turn())), 0);
  });

  it('probes again when the probe got no answer', async () => {
    await call(left(0, 2000));
    const probe = governor.acquire(turn());
    const next = governor.acquire(turn('b'));
    await clock.tickAsync(2000);
    (await probe).release();
    (await next).answered(left(3, 2000));
    (await next).release();
  });

  describe('when a call never left', () => {
    async function unsent(): Promise<void> {
      const lease = await governor.acquire(turn());
      lease.unsent();
      lease.release();
    }

    it('gives it back: an outage uses up no quota', async () => {
      for (let i = 0; i < 200; i += 1) await unsent();
      for (let i = 0; i < 49; i += 1) await call();
      assert.equal(await waitOf(governor.acquire(turn())), 0);
      assert.equal(await waitOf(governor.acquire(turn())), 15 * MINUTE);
    });

    it('gives back no more than was taken from the same filling', async () => {
      const lease = await governor.acquire(turn());
      clock.tick(15 * MINUTE);
      for (let i = 0; i < 50; i += 1) await call();
      lease.unsent();
      lease.release();
      assert.equal(await waitOf(governor.acquire(turn())), 15 * MINUTE);
    });

    it('does not open a wall that Mimecast has put up meanwhile', async () => {
      const lease = await governor.acquire(turn('a'));
      await call(left(0, 20_000), 'b');
      lease.unsent();
      lease.release();
      assert.equal(await waitOf(governor.acquire(turn())), 20_000);
    });

    it('leaves the probe to the next one', async () => {
      await call(left(0, 20_000));
      clock.tick(20_000);
      await unsent();
      const probe = await governor.acquire(turn());
      let second = false;
      const waiting = governor.acquire(turn('b')).then((lease) => {
        second = true;
        lease.release();
      });
      await clock.tickAsync(1000);
      assert.equal(second, false);
      probe.answered(left(40, 300_000));
      probe.release();
      await waiting;
    });
  });

  it('lets four calls fly, and sign-in besides', async () => {
    const flying = await Promise.all(
      ['a', 'b', 'c', 'd'].map((stream) => governor.acquire(turn(stream, 'api'))),
    );
    let fifth: Lease | undefined;
    const waiting = governor.acquire(turn('e', 'api')).then((lease) => {
      fifth = lease;
    });
    (await governor.acquire(turn('token', 'token'))).release();
    assert.equal(fifth, undefined);
    flying[0]?.release();
    flying[0]?.release();
    await waiting;
    for (const lease of [...flying.slice(1), fifth]) lease?.release();
  });

  it('gives streams their turns: a busy one does not hold up the others', async () => {
    const flying = await Promise.all(
      ['w', 'x', 'y', 'z'].map((stream) => governor.acquire(turn(stream, 'api'))),
    );
    const order: string[] = [];
    const waiting = ['busy', 'busy', 'busy', 'calm', 'other'].map(async (stream) => {
      const lease = await governor.acquire(turn(stream, 'api'));
      order.push(stream);
      lease.release();
    });
    flying[0]?.release();
    await Promise.all(waiting);
    assert.deepEqual(order, ['busy', 'calm', 'other', 'busy', 'busy']);
    for (const lease of flying.slice(1)) lease.release();
  });

  it('lets one leave, whatever it waits for, and serves the next', async () => {
    await call(left(0, 5000));
    const leaving = new AbortController();
    const leaves = governor.acquire(turn('a', 'siem-batch', { signal: leaving.signal }));
    const stays = governor.acquire(turn());
    leaving.abort(new Error('enough'));
    await assert.rejects(leaves, /enough/);
    await assert.rejects(governor.acquire(turn('b', 'api', { signal: leaving.signal })), /enough/);
    assert.equal(await waitOf(stays), 5000);
  });

  it('leaves no timer when the last one leaves', async () => {
    await call(left(0, 5000));
    const leaving = new AbortController();
    const leaves = governor.acquire(turn('a', 'siem-batch', { signal: leaving.signal }));
    leaving.abort(new Error('enough'));
    await assert.rejects(leaves, /enough/);
    assert.equal(clock.countTimers(), 0);
  });

  describe('after a 429', () => {
    async function refused(headers: Headers = {}, consecutive = 1, stream = 'a'): Promise<Throttled> {
      const waiting = governor.acquire(turn(stream));
      await clock.runAllAsync();
      const lease = await waiting;
      const throttled = lease.throttled(headers, consecutive);
      lease.release();
      return throttled;
    }

    it('waits as told', async () => {
      const { retryAt } = await refused({ 'retry-after': '20' });
      assert.equal(retryAt - start, 20_000);
      assert.equal(await waitOf(governor.acquire(turn())), 20_000);
    });

    it('backs off by itself where nothing is told, a minute at most', async () => {
      Math.random = () => 1;
      const waits: number[] = [];
      for (let consecutive = 1; consecutive < 10; consecutive += 1) {
        const throttled = await refused({}, consecutive);
        waits.push(throttled.retryAt - Date.now());
      }
      assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
      await waitOf(governor.acquire(turn()));
    });

    it('is not talked out of it by an answer that was under way', async () => {
      const [early, late] = await Promise.all([governor.acquire(turn('a')), governor.acquire(turn('b'))]);
      late.throttled({ 'retry-after': '20' }, 1);
      early.answered(left(12, 1000));
      late.release();
      early.release();
      assert.equal(await waitOf(governor.acquire(turn())), 20_000);
    });

    it('says with the third within an hour which interval would fit', async () => {
      const reset = { 'x-ratelimit-reset': '300000', 'x-ratelimit-limit': '50' };
      assert.equal((await refused(reset, 1, 'a')).fittingIntervalMs, undefined);
      assert.equal((await refused(reset, 1, 'b')).fittingIntervalMs, undefined);
      // Two streams with two calls each, 50 calls in what the header shows as five minutes.
      assert.equal((await refused(reset, 1, 'a')).fittingIntervalMs, MINUTE);
      await waitOf(governor.acquire(turn()));
    });

    it('reckons with the quota it knows: ten streams, 50 calls in a quarter of an hour', async () => {
      for (let i = 0; i < 10; i += 1) await call({}, `stream ${i}`);
      await refused({}, 1, 'stream 1');
      await refused({}, 1, 'stream 1');
      assert.equal((await refused({}, 1, 'stream 1')).fittingIntervalMs, 6 * MINUTE);
      await waitOf(governor.acquire(turn()));
    });

    it('forgets after an hour', async () => {
      await refused();
      await refused();
      clock.tick(60 * MINUTE);
      assert.equal((await refused()).fittingIntervalMs, undefined);
      await waitOf(governor.acquire(turn()));
    });

    it('counts calls that ran into the same wall once', async () => {
      const leases = await Promise.all(['a', 'b', 'c'].map((stream) => governor.acquire(turn(stream))));
      const told = leases.map((lease) => lease.throttled({}, 1).fittingIntervalMs);
      for (const lease of leases) lease.release();
      assert.deepEqual(told, [undefined, undefined, undefined]);
      await waitOf(governor.acquire(turn()));
    });
  });
});

describe('sharing the governor', () => {
  let clock: Clock;
  beforeEach(() => {
    clock = fakeClock();
  });
  afterEach(() => clock.uninstall());

  it('is one per application and host', () => {
    const one = shareGovernor('id', 'https://a.example');
    const same = shareGovernor('id', 'https://a.example');
    const others = [shareGovernor('other', 'https://a.example'), shareGovernor('id', 'https://b.example')];
    assert.equal(one.governor, same.governor);
    for (const other of others) assert.notEqual(one.governor, other.governor);
    for (const shared of [one, same, ...others]) shared.release();
  });

  it('is one per application whatever region its accounts name: Mimecast counts per application', () => {
    const all = Object.values(REGION_ORIGINS).map((origin) => shareGovernor('everywhere', origin));
    assert.equal(new Set(all.map(({ governor }) => governor)).size, 1);
    for (const shared of all) shared.release();
  });

  it('survives a redeploy, without a timer, and is gone an hour after its last user', () => {
    const before = shareGovernor('redeployed', 'https://a.example');
    before.release();
    before.release();
    clock.tick(59 * MINUTE);
    const after = shareGovernor('redeployed', 'https://a.example');
    assert.equal(after.governor, before.governor);
    clock.tick(120 * MINUTE);
    assert.equal(shareGovernor('redeployed', 'https://a.example').governor, before.governor);
    assert.equal(clock.countTimers(), 0);
  });

  it('starts afresh when nobody used it for more than an hour', () => {
    const before = shareGovernor('left', 'https://a.example');
    before.release();
    clock.tick(61 * MINUTE);
    const after = shareGovernor('left', 'https://a.example');
    assert.notEqual(after.governor, before.governor);
    after.release();
  });
});
