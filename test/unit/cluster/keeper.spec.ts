import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { Keeper } from '../../../nodes/lib/cluster/keeper';
import type { Standby, Tenure, Worker } from '../../../nodes/lib/cluster/tenure';
import { MemoryStore } from '../../doubles/memory-store';

const LEASE_MS = 15_000;
const NOW = Date.parse('2026-11-20T12:00:00Z');

/** Works when it may, and writes down what it is told. */
class Hand implements Worker {
  tenure: Tenure | undefined;
  told: Standby | undefined;
  endings: boolean[] = [];
  /** ending takes so long */
  until: Promise<void> = Promise.resolve();

  begin(tenure: Tenure): void {
    this.tenure = tenure;
  }

  async end(lost: boolean): Promise<void> {
    this.tenure = undefined;
    this.endings.push(lost);
    await this.until;
  }

  standby(standby: Standby): void {
    this.told = standby;
  }
}

class Replica {
  readonly outages: (string | undefined)[] = [];
  readonly hands = new Map<string, Hand>();
  readonly leaves: (() => Promise<void>)[] = [];
  readonly store: ReturnType<MemoryStore['from']>;
  readonly keeper: Keeper;

  constructor(
    readonly name: string,
    shared: MemoryStore,
    accounts: readonly string[],
  ) {
    this.store = shared.from();
    this.keeper = new Keeper({
      replica: name,
      leaseMs: LEASE_MS,
      store: this.store,
      outage: (trouble) => this.outages.push(trouble),
    });
    for (const account of accounts) this.want(account);
  }

  want(account: string): Hand {
    const hand = new Hand();
    this.hands.set(account, hand);
    this.leaves.push(this.keeper.membership(account).join(hand));
    return hand;
  }

  get held(): readonly string[] {
    return [...this.hands].flatMap(([account, { tenure }]) => (tenure === undefined ? [] : [account]));
  }
}

describe('The keeper of leases', () => {
  const accounts = ['1', '2', '3', '4'];
  let clock: FakeTimers.Clock;
  let store: MemoryStore;
  let replicas: Replica[];

  beforeEach(() => {
    clock = FakeTimers.install({
      now: NOW,
      toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'],
    });
    store = new MemoryStore(LEASE_MS);
    replicas = [];
  });
  afterEach(async () => {
    for (const { store: own, keeper, leaves } of replicas) {
      own.cut = undefined;
      const closed = Promise.all(leaves.map((leave) => leave())).then(() => keeper.close());
      await clock.tickAsync(13_000);
      await closed;
    }
    clock.uninstall();
  });

  function replica(name: string, wanted = accounts): Replica {
    const made = new Replica(name, store, wanted);
    replicas.push(made);
    return made;
  }
  const token = (of: Replica, account: string): number => of.hands.get(account)?.tenure?.token ?? 0;

  it('takes everything at once where it is alone', async () => {
    const a = replica('a');
    await clock.tickAsync(10);
    assert.deepEqual(a.held, accounts);
    assert.deepEqual(a.keeper.view, { replicas: 1, accounts: 4, held: 4 });
  });

  it('hands half of it over when another one joins, within a second or two', async () => {
    const a = replica('a');
    await clock.tickAsync(10);
    const b = replica('b');
    await clock.tickAsync(2_500);
    assert.deepEqual([a.held.length, b.held.length], [2, 2]);
    assert.deepEqual([...a.held, ...b.held].toSorted(), accounts);
    assert.deepEqual(
      [...a.hands.values()].flatMap(({ endings }) => endings),
      [false, false],
    );
  });

  it('says who holds what', async () => {
    const a = replica('a');
    await clock.tickAsync(10);
    const b = replica('b');
    await clock.tickAsync(2_500);
    const [account = ''] = b.held;
    assert.deepEqual(a.hands.get(account)?.told, { holder: 'b', trouble: undefined });
  });

  it('renews at a third of the lease', async () => {
    replica('a');
    await clock.tickAsync(10);
    const before = store.beats;
    await clock.tickAsync(60_000);
    const beats = store.beats - before;
    assert.ok(beats >= 11 && beats <= 14, `${beats} beats in four leases`);
  });

  it('replaces one that died within a lease, with a greater token', async () => {
    const a = replica('a');
    await clock.tickAsync(10);
    const b = replica('b');
    await clock.tickAsync(2_500);
    const [account = ''] = a.held;
    const before = token(a, account);
    a.store.cut = new Error('gone');
    await clock.tickAsync(LEASE_MS + 1_000);
    assert.deepEqual(b.held.toSorted(), accounts);
    assert.ok(token(b, account) > before);
  });

  it('goes on while the lease lasts when it can not reach the store, then stops and says so once', async () => {
    const a = replica('a');
    await clock.tickAsync(10);
    a.store.cut = new Error('Redis is away');
    await clock.tickAsync(LEASE_MS - 6_000);
    assert.deepEqual(a.held, accounts);
    await clock.tickAsync(6_100);
    assert.deepEqual(a.held, []);
    assert.deepEqual(a.hands.get('1')?.endings, [true]);
    assert.deepEqual(a.hands.get('1')?.told, { holder: undefined, trouble: 'Redis is away' });
    a.store.cut = undefined;
    await clock.tickAsync(2_000);
    assert.deepEqual(a.held, accounts);
    assert.deepEqual(a.outages, ['Redis is away', undefined]);
  });

  it('ends no work for an outage that is shorter than the lease', async () => {
    const a = replica('a');
    await clock.tickAsync(10);
    const before = token(a, '1');
    store.failure = new Error('restarting');
    await clock.tickAsync(8_000);
    store.failure = undefined;
    await clock.tickAsync(5_000);
    assert.deepEqual([a.hands.get('1')?.endings, token(a, '1')], [[], before]);
  });

  it('learns by looking, before anything leaves, that it stood still for too long', async () => {
    const a = replica('a');
    await clock.tickAsync(10);
    const hand = a.hands.get('1');
    const tenure = hand?.tenure;
    // No timer has had a chance: as after SIGCONT.
    clock.setSystemTime(Date.now() + LEASE_MS);
    assert.throws(() => tenure?.check(), { code: 'MIMECAST_UNAVAILABLE' });
    assert.deepEqual([hand?.tenure, hand?.endings, tenure?.signal.aborted], [undefined, [true], true]);
  });

  it('tells a store that has lost everything what it holds and what was written, and nothing ends', async () => {
    const a = replica('a');
    await clock.tickAsync(10);
    const b = replica('b');
    await clock.tickAsync(2_500);
    const [account = ''] = a.held;
    const before = token(a, account);
    a.hands.get(account)?.tenure?.written.set('positions/node', 'as far as it got');
    store.empty();
    await clock.tickAsync(LEASE_MS * 2);
    assert.deepEqual([a.held.length, b.held.length], [2, 2]);
    assert.deepEqual(a.hands.get(account)?.endings, []);
    assert.ok(token(a, account) > before, 'a token that is not greater');
    assert.equal(await store.read(account, 'positions/node'), 'as far as it got');
  });

  it('tells the rest, too, when the store goes away in the middle of being told', async () => {
    const a = replica('a', ['1']);
    await clock.tickAsync(10);
    const written = a.hands.get('1')?.tenure?.written;
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
    store.empty();
    await clock.tickAsync(LEASE_MS);
    assert.deepEqual(
      [await store.read('1', 'positions/one'), await store.read('1', 'baselines/two')],
      ['first', 'second'],
    );
    assert.deepEqual(a.hands.get('1')?.endings, []);
  });

  it('takes at once what it was given without hearing of it', async () => {
    const a = replica('a', ['1']);
    const take = a.store.take.bind(a.store);
    let isHeard = false;
    a.store.take = async (...args) => {
      const token = await take(...args);
      if (isHeard) return token;
      isHeard = true;
      throw new Error('no answer');
    };
    await clock.tickAsync(2_000);
    assert.deepEqual(a.held, ['1']);
  });

  it('ends what it may not take back', async () => {
    const a = replica('a', ['1']);
    await clock.tickAsync(10);
    store.empty();
    a.store.take = async () => undefined;
    await clock.tickAsync(2_000);
    assert.deepEqual([a.held, a.hands.get('1')?.endings], [[], [true]]);
  });

  it('gives back at once what it was given after everybody had left', async () => {
    const a = replica('a', ['1']);
    const take = a.store.take.bind(a.store);
    a.store.take = async (...args) => {
      await a.leaves[0]?.();
      return take(...args);
    };
    await clock.tickAsync(1_000);
    assert.deepEqual([a.held, store.leases.get('1')?.holder], [[], '']);
    assert.ok((store.leases.get('1')?.token ?? 0) > 0, 'it was never taken');
  });

  it('waits no longer than a node may take for a store that does not answer while it is closed', async () => {
    const a = replica('a', ['1']);
    await clock.tickAsync(10);
    const never = (): Promise<never> => new Promise(() => undefined);
    Object.assign(a.store, { version: never, beat: never, release: never });
    await clock.tickAsync(5_000);
    let isClosed = false;
    const closed = a.keeper.close().then(() => {
      isClosed = true;
    });
    await clock.tickAsync(14_500);
    assert.ok(isClosed);
    await closed;
  });

  it('does not take back what somebody else has had meanwhile', async () => {
    const a = replica('a', ['1']);
    await clock.tickAsync(10);
    store.leases.set('1', { token: token(a, '1') + 5, until: 0, holder: '' });
    await clock.tickAsync(5_100);
    assert.deepEqual(a.hands.get('1')?.endings, [true]);
  });

  it('wins over a lease that an older state of the store still knows', async () => {
    const a = replica('a', ['1']);
    await clock.tickAsync(10);
    store.leases.set('1', { token: 3, until: Date.now() + LEASE_MS, holder: 'long gone' });
    await clock.tickAsync(5_100);
    assert.deepEqual([a.hands.get('1')?.endings, store.leases.get('1')?.holder], [[], 'a']);
  });

  it('lets go only when what runs has ended, and takes nothing again before', async () => {
    const a = replica('a', ['1']);
    await clock.tickAsync(10);
    let ended = (): void => undefined;
    const hand = a.hands.get('1');
    if (hand === undefined) throw new Error('nobody is there');
    hand.until = new Promise((resolve) => {
      ended = resolve;
    });
    hand.tenure?.lose();
    await clock.tickAsync(20_000);
    assert.equal(hand.tenure, undefined);
    ended();
    await clock.tickAsync(2_000);
    assert.ok(hand.tenure !== undefined);
  });

  it('gives a lease back when the last one who works under it leaves', async () => {
    const a = replica('a', ['1']);
    const second = new Hand();
    const leaveSecond = a.keeper.membership('1').join(second);
    await clock.tickAsync(10);
    assert.ok(second.tenure !== undefined);
    await a.leaves[0]?.();
    assert.equal(store.leases.get('1')?.holder, 'a');
    await leaveSecond();
    assert.equal(store.leases.get('1')?.holder, '');
  });

  it('is gone from the cluster when it is closed, so that others need not wait', async () => {
    const a = replica('a');
    const b = replica('b');
    await clock.tickAsync(3_000);
    await Promise.all(a.leaves.map((leave) => leave()));
    await a.keeper.close();
    await clock.tickAsync(1_100);
    assert.deepEqual(b.held.toSorted(), accounts);
    assert.deepEqual([...store.replicas.keys()], ['b']);
  });

  it('does nothing at all while nobody works', async () => {
    const a = replica('a', []);
    await clock.tickAsync(60_000);
    assert.deepEqual([store.beats, a.keeper.view], [0, undefined]);
  });
});
