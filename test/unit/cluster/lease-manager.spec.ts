import assert from 'node:assert/strict';
import { ACCOUNTS, LEASE_MS, LeaseManagerHarness, TestWorker } from './lease-manager-harness';

describe('LeaseManager', () => {
  let harness: LeaseManagerHarness;

  beforeEach(() => {
    harness = new LeaseManagerHarness();
  });
  afterEach(() => harness.stop());

  it('acquires every lease at once where it is alone', async () => {
    const a = harness.replica('a');
    await harness.clock.tickAsync(10);
    assert.deepEqual(a.held, ACCOUNTS);
    assert.deepEqual(a.leaseManager.stats, { replicas: 1, accounts: 4, held: 4 });
  });

  it('releases half of them when another replica joins, within a second or two', async () => {
    const a = harness.replica('a');
    await harness.clock.tickAsync(10);
    const b = harness.replica('b');
    await harness.clock.tickAsync(2_500);
    assert.deepEqual([a.held.length, b.held.length], [2, 2]);
    assert.deepEqual([...a.held, ...b.held].toSorted(), ACCOUNTS);
    assert.deepEqual(
      [...a.workers.values()].flatMap(({ stopCount: endings }) => endings),
      [false, false],
    );
  });

  it('reports the holder of each lease', async () => {
    const a = harness.replica('a');
    await harness.clock.tickAsync(10);
    const b = harness.replica('b');
    await harness.clock.tickAsync(2_500);
    const [account = ''] = b.held;
    assert.deepEqual(a.workers.get(account)?.standbyReports, { holder: 'b', trouble: undefined });
  });

  it('renews at a third of the lease', async () => {
    harness.replica('a');
    await harness.clock.tickAsync(10);
    const before = harness.store.heartbeats;
    await harness.clock.tickAsync(60_000);
    const beats = harness.store.heartbeats - before;
    assert.ok(beats >= 11 && beats <= 14, `${beats} beats in four leases`);
  });

  it('replaces a dead replica within a lease, with a greater token', async () => {
    const a = harness.replica('a');
    await harness.clock.tickAsync(10);
    const b = harness.replica('b');
    await harness.clock.tickAsync(2_500);
    const [account = ''] = a.held;
    const before = a.token(account);
    a.store.cut = new Error('gone');
    await harness.clock.tickAsync(LEASE_MS + 1_000);
    assert.deepEqual(b.held.toSorted(), ACCOUNTS);
    assert.ok(b.token(account) > before);
  });

  it('releases a lease only when its work has stopped, and acquires none before', async () => {
    const a = harness.replica('a', ['1']);
    await harness.clock.tickAsync(10);
    let ended = (): void => undefined;
    const hand = a.workers.get('1');
    if (hand === undefined) throw new Error('nobody is there');
    hand.stopped = new Promise((resolve) => {
      ended = resolve;
    });
    hand.lease?.markLost();
    await harness.clock.tickAsync(20_000);
    assert.equal(hand.lease, undefined);
    ended();
    await harness.clock.tickAsync(2_000);
    assert.ok(hand.lease !== undefined);
  });

  it('releases a lease when its last worker stops', async () => {
    const a = harness.replica('a', ['1']);
    const second = new TestWorker();
    const leaveSecond = a.leaseManager.membership('1').join(second);
    await harness.clock.tickAsync(10);
    assert.ok(second.lease !== undefined);
    await a.leaves[0]?.();
    assert.equal(harness.store.leases.get('1')?.holder, 'a');
    await leaveSecond();
    assert.equal(harness.store.leases.get('1')?.holder, '');
  });

  it('leaves the cluster when it is closed, so that others need not wait', async () => {
    const a = harness.replica('a');
    const b = harness.replica('b');
    await harness.clock.tickAsync(3_000);
    await Promise.all(a.leaves.map((leave) => leave()));
    await a.leaseManager.close();
    await harness.clock.tickAsync(1_100);
    assert.deepEqual(b.held.toSorted(), ACCOUNTS);
    assert.deepEqual([...harness.store.replicas.keys()], ['b']);
  });

  it('does nothing without workers', async () => {
    const a = harness.replica('a', []);
    await harness.clock.tickAsync(60_000);
    assert.deepEqual([harness.store.heartbeats, a.leaseManager.stats], [0, undefined]);
  });
});
