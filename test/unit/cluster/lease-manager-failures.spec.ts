import assert from 'node:assert/strict';
import { ACCOUNTS, LEASE_MS, LeaseManagerHarness } from './lease-manager-harness';

describe('LeaseManager during failures', () => {
  let harness: LeaseManagerHarness;

  beforeEach(() => {
    harness = new LeaseManagerHarness();
  });
  afterEach(() => harness.stop());

  it('continues while the lease lasts when it cannot reach the store, then stops and reports it once', async () => {
    const a = harness.replica('a');
    await harness.clock.tickAsync(10);
    a.store.cut = new Error('Redis is away');
    await harness.clock.tickAsync(LEASE_MS - 6_000);
    assert.deepEqual(a.held, ACCOUNTS);
    await harness.clock.tickAsync(6_100);
    assert.deepEqual(a.held, []);
    assert.deepEqual(a.workers.get('1')?.stopCount, [true]);
    assert.deepEqual(a.workers.get('1')?.standbyReports, { holder: undefined, trouble: 'Redis is away' });
    a.store.cut = undefined;
    await harness.clock.tickAsync(2_000);
    assert.deepEqual(a.held, ACCOUNTS);
    assert.deepEqual(a.outages, ['Redis is away', undefined]);
  });

  it('stops no work for an outage that is shorter than the lease', async () => {
    const a = harness.replica('a');
    await harness.clock.tickAsync(10);
    const before = a.token('1');
    harness.store.failure = new Error('restarting');
    await harness.clock.tickAsync(8_000);
    harness.store.failure = undefined;
    await harness.clock.tickAsync(5_000);
    assert.deepEqual([a.workers.get('1')?.stopCount, a.token('1')], [[], before]);
  });

  it('detects after a long pause, before anything is sent, that its lease has expired', async () => {
    const a = harness.replica('a');
    await harness.clock.tickAsync(10);
    const hand = a.workers.get('1');
    const heldLease = hand?.lease;
    // No timer has run: as after SIGCONT.
    harness.clock.setSystemTime(Date.now() + LEASE_MS);
    assert.throws(() => heldLease?.assertHeld(), { code: 'MIMECAST_UNAVAILABLE' });
    assert.deepEqual([hand?.lease, hand?.stopCount, heldLease?.signal.aborted], [undefined, [true], true]);
  });

  it('restores its leases and written versions in a store that has lost everything, and stops nothing', async () => {
    const a = harness.replica('a');
    await harness.clock.tickAsync(10);
    const b = harness.replica('b');
    await harness.clock.tickAsync(2_500);
    const [account = ''] = a.held;
    const before = a.token(account);
    a.workers.get(account)?.lease?.lastWrites.set('positions/node', 'as far as it got');
    harness.store.clear();
    await harness.clock.tickAsync(LEASE_MS * 2);
    assert.deepEqual([a.held.length, b.held.length], [2, 2]);
    assert.deepEqual(a.workers.get(account)?.stopCount, []);
    assert.ok(a.token(account) > before, 'a token that is not greater');
    assert.equal(await harness.store.read(account, 'positions/node'), 'as far as it got');
  });

  it('restores the rest, too, when the store goes away in between', async () => {
    const a = harness.replica('a', ['1']);
    await harness.clock.tickAsync(10);
    const written = a.workers.get('1')?.lease?.lastWrites;
    written?.set('positions/one', 'first').set('baselines/two', 'second');
    const save = a.store.save.bind(a.store);
    let isAway = true;
    a.store.save = async (lease, place, text) => {
      if (isAway && place === 'baselines/two') {
        isAway = false;
        throw new Error('away again');
      }
      return save(lease, place, text);
    };
    harness.store.clear();
    await harness.clock.tickAsync(LEASE_MS);
    assert.deepEqual(
      [await harness.store.read('1', 'positions/one'), await harness.store.read('1', 'baselines/two')],
      ['first', 'second'],
    );
    assert.deepEqual(a.workers.get('1')?.stopCount, []);
  });

  it('takes over at once a lease that was granted without its knowledge', async () => {
    const a = harness.replica('a', ['1']);
    const take = a.store.acquire.bind(a.store);
    let isHeard = false;
    a.store.acquire = async (...args) => {
      const token = await take(...args);
      if (isHeard) return token;
      isHeard = true;
      throw new Error('no answer');
    };
    await harness.clock.tickAsync(2_000);
    assert.deepEqual(a.held, ['1']);
  });

  it('stops work whose lease it may not reacquire', async () => {
    const a = harness.replica('a', ['1']);
    await harness.clock.tickAsync(10);
    harness.store.clear();
    a.store.acquire = async () => undefined;
    await harness.clock.tickAsync(2_000);
    assert.deepEqual([a.held, a.workers.get('1')?.stopCount], [[], [true]]);
  });

  it('releases at once a lease that was granted after all work had stopped', async () => {
    const a = harness.replica('a', ['1']);
    const take = a.store.acquire.bind(a.store);
    a.store.acquire = async (...args) => {
      await a.leaves[0]?.();
      return take(...args);
    };
    await harness.clock.tickAsync(1_000);
    assert.deepEqual([a.held, harness.store.leases.get('1')?.holder], [[], '']);
    assert.ok((harness.store.leases.get('1')?.token ?? 0) > 0, 'it was never taken');
  });

  it('waits for a store that does not answer no longer than a node may take to close', async () => {
    const a = harness.replica('a', ['1']);
    await harness.clock.tickAsync(10);
    const never = (): Promise<never> => new Promise(() => undefined);
    Object.assign(a.store, { version: never, heartbeat: never, release: never });
    await harness.clock.tickAsync(5_000);
    let isClosed = false;
    const closed = a.leaseManager.close().then(() => {
      isClosed = true;
    });
    await harness.clock.tickAsync(14_500);
    assert.ok(isClosed);
    await closed;
  });

  it('does not reacquire a lease that another replica has held meanwhile', async () => {
    const a = harness.replica('a', ['1']);
    await harness.clock.tickAsync(10);
    harness.store.leases.set('1', { token: a.token('1') + 5, until: 0, holder: '' });
    await harness.clock.tickAsync(5_100);
    assert.deepEqual(a.workers.get('1')?.stopCount, [true]);
  });

  it('wins over a lease that exists only in an older state of the store', async () => {
    const a = harness.replica('a', ['1']);
    await harness.clock.tickAsync(10);
    harness.store.leases.set('1', { token: 3, until: Date.now() + LEASE_MS, holder: 'long gone' });
    await harness.clock.tickAsync(5_100);
    assert.deepEqual([a.workers.get('1')?.stopCount, harness.store.leases.get('1')?.holder], [[], 'a']);
  });
});
