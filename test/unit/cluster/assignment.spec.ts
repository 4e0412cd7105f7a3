import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type ClusterState,
  eligible,
  fairShare,
  type Lease,
  surplus,
  timeUntilAvailable,
} from '../../../nodes/lib/cluster/assignment';

const LEASE_MS = 15_000;

function clusterState(over: Partial<ClusterState> = {}): ClusterState {
  return { replicas: ['a'], accounts: 0, leases: new Map(), ageMs: 60_000, version: 1, ...over };
}
const held = (holder: string, leftMs = 5_000): Lease => ({ holder, token: 7, remainingMs: leftMs });

describe('The fair share of accounts', () => {
  it('is the accounts by the live replicas, rounded up', () => {
    const of = (accounts: number, replicas: number): number =>
      fairShare({ accounts, replicas: Array.from({ length: replicas }, (_, index) => String(index)) });
    assert.deepEqual([of(12, 3), of(12, 2), of(13, 3), of(1, 3), of(0, 3), of(5, 0)], [4, 6, 5, 1, 0, 5]);
  });

  it('always covers all accounts, and none twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 9 }), (accounts, count) => {
        const replicas = Array.from({ length: count }, (_, index) => `replica ${index}`);
        const wanted = Array.from({ length: accounts }, (_, index) => `account ${index}`);
        const leases = new Map<string, Lease>();
        for (const replica of replicas) {
          const now = clusterState({ replicas, accounts, leases: new Map(leases) });
          const share = fairShare(now);
          for (const account of eligible(replica, wanted, now, LEASE_MS).slice(0, share))
            leases.set(account, held(replica));
        }
        assert.equal(leases.size, accounts);
      }),
    );
  });

  it('has a surplus above it, or none', () => {
    const now = clusterState({ replicas: ['a', 'b'], accounts: 4 });
    assert.equal(surplus('a', ['1', '2', '3', '4'], now).length, 2);
    assert.deepEqual(surplus('a', ['1', '2'], now), []);
  });

  it('releases first what the replica would have acquired last', () => {
    const accounts = ['1', '2', '3', '4', '5', '6'];
    const now = clusterState({ replicas: ['a', 'b'], accounts: 6 });
    const liked = eligible('a', accounts, now, LEASE_MS);
    assert.deepEqual(surplus('a', accounts, now), liked.slice(3));
    assert.notDeepEqual(eligible('b', accounts, now, LEASE_MS), liked);
  });
});

describe('Eligible accounts', () => {
  it('are those without a holder: never acquired, released, or expired', () => {
    const leases = new Map([
      ['held', held('b')],
      ['given back', held('', 0)],
      ['run out', held('b', 0)],
    ]);
    const free = eligible('a', ['held', 'given back', 'run out', 'new'], clusterState({ leases }), LEASE_MS);
    assert.deepEqual(free.toSorted(), ['given back', 'new', 'run out']);
  });

  it('are none while the store is younger than a lease: others may hold leases it has forgotten', () => {
    assert.deepEqual(eligible('a', ['1'], clusterState({ ageMs: LEASE_MS - 1 }), LEASE_MS), []);
    assert.deepEqual(eligible('a', ['1'], clusterState({ ageMs: LEASE_MS }), LEASE_MS), ['1']);
  });
});

describe('The next expiry', () => {
  it('is when the first lease of another replica expires', () => {
    const leases = new Map([
      ['1', held('b', 9_000)],
      ['2', held('b', 4_000)],
      ['not ours', held('b', 1_000)],
    ]);
    assert.equal(timeUntilAvailable(['1', '2'], clusterState({ leases }), LEASE_MS), 4_000);
  });

  it('is the end of the period in which a new store serves only existing holders', () => {
    assert.equal(timeUntilAvailable(['1'], clusterState({ ageMs: 5_000 }), LEASE_MS), 10_000);
  });

  it('is unknown where nothing is wanted, or nothing is held', () => {
    assert.equal(timeUntilAvailable([], clusterState({ ageMs: 0 }), LEASE_MS), undefined);
    assert.equal(timeUntilAvailable(['1'], clusterState(), LEASE_MS), undefined);
  });
});
