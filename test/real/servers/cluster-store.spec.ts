/** The contract of the scripts, on a real Redis and on the test double that other specs use. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { LeaseStore } from '../../../nodes/lib/cluster/lease-store';
import { RedisConnection } from '../../../nodes/lib/cluster/redis/redis-connection';
import { checkRedisHealth } from '../../../nodes/lib/cluster/redis/redis-health';
import { RedisLeaseStore } from '../../../nodes/lib/cluster/redis/redis-lease-store';
import { MemoryStore } from '../../doubles/memory-store';
import { Cleanup } from '../harness/process/cleanup';
import type { RedisServer } from '../harness/servers/redis';
import { freshRedis, needRedis } from '../harness/servers/with-redis';

const LEASE_MS = 400;
const BEYOND_MS = LEASE_MS + 60;
const X = 'x';
const PLACE = 'positions/node';

interface Bench {
  readonly store: LeaseStore;
  /** Everything is gone, as after a restart without a disk. */
  readonly empty: () => Promise<unknown>;
}

function promises(bench: () => Bench): void {
  const store = (): LeaseStore => bench().store;
  const wanted = (token = 0) => [{ account: X, token }];
  const beat = (replica: string, token = 0) => store().heartbeat(replica, wanted(token));

  /** A store that is older than a lease, with a lease in it. */
  async function taken(replica: string): Promise<number> {
    await beat(replica);
    await pause(BEYOND_MS);
    const token = await store().acquire(replica, { account: X, token: 0 });
    if (token === undefined) throw new Error('the lease was not to be had');
    return token;
  }
  async function next(replica: string): Promise<number> {
    const token = await store().acquire(replica, { account: X, token: 0 });
    if (token === undefined) throw new Error('the lease was not to be had');
    return token;
  }

  beforeEach(() => bench().empty());

  it('grants no lease for one lease time when it is new', async () => {
    const { ageMs } = await beat('a');
    assert.ok(ageMs < LEASE_MS);
    assert.equal(await store().acquire('a', { account: X, token: 0 }), undefined);
  });

  it('grants a lease to one replica, and shows it to all', async () => {
    const token = await taken('a');
    assert.equal(await store().acquire('b', { account: X, token: 0 }), undefined);
    const { leases, replicas, accounts } = await beat('b');
    const lease = leases.get(X);
    assert.deepEqual([lease?.holder, lease?.token], ['a', token]);
    assert.ok(lease && lease.remainingMs > 0 && lease.remainingMs <= LEASE_MS);
    assert.deepEqual([replicas.toSorted().includes('b'), accounts], [true, 1]);
  });

  it('renews it with each heartbeat of its holder, and of no other replica', async () => {
    const token = await taken('a');
    await pause(LEASE_MS / 2);
    await beat('b', token);
    const { leases: unmoved } = await beat('b');
    assert.ok((unmoved.get(X)?.remainingMs ?? LEASE_MS) <= LEASE_MS / 2 + 20);
    const { leases } = await beat('a', token);
    assert.ok((leases.get(X)?.remainingMs ?? 0) > LEASE_MS - 50);
  });

  it('grants it to another replica when it has expired, with a greater token', async () => {
    const token = await taken('a');
    await beat('b');
    await pause(BEYOND_MS);
    assert.ok((await next('b')) > token);
    assert.equal((await beat('a', token)).leases.get(X)?.holder, 'b');
  });

  it('grants it to another replica at once when it was released, with a greater token', async () => {
    const token = await taken('a');
    await store().release('b', wanted(token), false);
    assert.equal((await beat('b')).leases.get(X)?.holder, 'a');
    await store().release('a', wanted(token), false);
    const { leases } = await beat('b');
    assert.deepEqual([leases.get(X)?.holder, leases.get(X)?.remainingMs], ['', 0]);
    assert.ok((await next('b')) > token);
  });

  it('forgets replicas that are silent for a lease, or gone, and accounts that are not wanted', async () => {
    await beat('a');
    await store().heartbeat('b', [
      { account: X, token: 0 },
      { account: 'y', token: 0 },
    ]);
    const both = await beat('a');
    assert.deepEqual([both.replicas.toSorted(), both.accounts], [['a', 'b'], 2]);
    await pause(BEYOND_MS);
    const alone = await beat('a');
    assert.deepEqual([alone.replicas, alone.accounts], [['a'], 1]);
    await beat('b');
    await store().release('b', [], true);
    assert.deepEqual((await beat('a')).replicas, ['a']);
  });

  it('has another version after every join, acquire, release and leave, and the same after a heartbeat', async () => {
    const versions = [await store().version()];
    const recordVersion = async (): Promise<void> => void versions.push(await store().version());
    const token = await taken('a');
    await recordVersion();
    await beat('b');
    await recordVersion();
    await store().release('a', wanted(token), false);
    await recordVersion();
    await store().release('b', [], true);
    await recordVersion();
    assert.equal(new Set(versions).size, versions.length);
    await beat('a');
    const before = await store().version();
    await beat('a');
    assert.equal(await store().version(), before);
  });

  it('restores a lost lease of its holder, at once and with a greater token', async () => {
    const token = await taken('a');
    await bench().empty();
    await beat('b');
    assert.equal(await store().acquire('b', { account: X, token: 0 }), undefined);
    const repeated = await store().acquire('a', { account: X, token });
    assert.ok(repeated !== undefined && repeated > token, `${repeated} after ${token}`);
  });

  it('never decreases its tokens, even after it has lost all of them', async () => {
    const tokens = [await taken('a')];
    await bench().empty();
    tokens.push(await taken('b'));
    await bench().empty();
    tokens.push(await taken('a'));
    assert.deepEqual(
      tokens,
      tokens.toSorted((one, other) => one - other),
    );
    assert.equal(new Set(tokens).size, 3);
  });

  it('does not restore a lease that another replica has held since', async () => {
    const token = await taken('a');
    await beat('b');
    await pause(BEYOND_MS);
    const newer = await next('b');
    await store().release('b', wanted(newer), false);
    assert.equal(await store().acquire('a', { account: X, token }), undefined);
  });

  it('keeps the write of the newest token, and rejects every older one', async () => {
    const token = await taken('a');
    assert.equal(await store().read(X, PLACE), undefined);
    assert.equal(await store().save({ account: X, token }, PLACE, 'first'), true);
    await store().release('a', wanted(token), false);
    const newer = await next('b');
    assert.equal(await store().save({ account: X, token }, PLACE, 'late'), false);
    assert.equal(await store().save({ account: X, token: newer }, PLACE, 'second'), true);
    assert.equal(await store().read(X, PLACE), 'second');
  });

  it('keeps the write of a holder whose lease has expired, while no other replica has acquired it', async () => {
    const token = await taken('a');
    await pause(BEYOND_MS);
    assert.equal(await store().save({ account: X, token }, PLACE, 'last words'), true);
  });

  it('accepts published local state only before the first lease', async () => {
    assert.equal(await store().save({ account: X, token: 0 }, PLACE, 'known before'), true);
    const token = await taken('a');
    assert.equal(await store().read(X, PLACE), 'known before');
    assert.equal(await store().save({ account: X, token: 0 }, PLACE, 'too late'), false);
    await store().save({ account: X, token }, PLACE, 'first');
    await store().release('a', wanted(token), true);
    assert.equal(await store().save({ account: X, token: 0 }, PLACE, 'too late'), false);
    assert.equal(await store().read(X, PLACE), 'first');
  });

  it('separates the entries of different accounts', async () => {
    const token = await taken('a');
    await store().save({ account: X, token }, PLACE, 'of x');
    assert.equal(await store().read('y', PLACE), undefined);
    assert.equal(await store().read(X, 'history/node'), undefined);
  });
}

describe('A lease store', () => {
  describe('in memory, for specs', () => {
    const store = new MemoryStore(LEASE_MS);
    promises(() => ({ store, empty: async () => store.clear() }));
  });

  describe('in Redis', () => {
    const cleanup = new Cleanup();
    let bench: Bench;
    let server: RedisServer;
    let link: RedisConnection;

    before(async function () {
      needRedis(this);
      server = await freshRedis(cleanup);
      link = new RedisConnection({
        ...{ host: '127.0.0.1', port: server.port, database: 0, tls: undefined },
        ...{ username: '', password: server.password, timeoutMs: 2_000 },
      });
      cleanup.add(() => link.close());
      // The scripts are gone then, too.
      const empty = async (): Promise<void> => {
        server.cli('FLUSHALL');
        server.cli('SCRIPT', 'FLUSH');
      };
      bench = { store: new RedisLeaseStore(link, 'spec', LEASE_MS), empty };
    });
    after(() => cleanup.close());

    promises(() => bench);

    const redis = (): RedisServer => server;
    const meta = (field: string): number => Number(redis().cli('HGET', 'spec:meta', field));

    it('lets a lease expire, and only raises tokens, although its clock was set back by an hour', async () => {
      const { store, empty } = bench;
      await empty();
      await store.heartbeat('a', [{ account: X, token: 0 }]);
      await pause(BEYOND_MS);
      const token = (await store.acquire('a', { account: X, token: 0 })) ?? 0;
      // From there, everything written lies an hour in the future.
      const later = token + 3_600_000;
      redis().cli('HSET', 'spec:leases', X, `${later} ${later + LEASE_MS} a`);
      redis().cli('HSET', 'spec:replicas', 'a', String(later + LEASE_MS));
      redis().cli('HSET', 'spec:meta', 'born', String(meta('born') + 3_600_000), 'seen', String(later));
      assert.equal(await store.acquire('b', { account: X, token: 0 }), undefined);
      await pause(BEYOND_MS);
      const { replicas, ageMs } = await store.heartbeat('b', [{ account: X, token: 0 }]);
      assert.deepEqual([replicas, ageMs >= LEASE_MS], [['b'], true]);
      const next = (await store.acquire('b', { account: X, token: 0 })) ?? 0;
      assert.ok(next > later, `${next} after ${later}`);
    });

    it("accepts its holder's writes, although tokens were greater before everything was lost", async () => {
      const { store, empty } = bench;
      await empty();
      await store.heartbeat('a', [{ account: X, token: 0 }]);
      await pause(BEYOND_MS);
      redis().cli('HSET', `spec:positions:${X}:node`, 'token', '9999999999999', 'text', 'of another time');
      const token = (await store.acquire('a', { account: X, token: 0 })) ?? 0;
      assert.equal(await store.save({ account: X, token: token - 1 }, PLACE, 'late'), false);
      assert.equal(await store.save({ account: X, token }, PLACE, 'now'), true);
      assert.equal(await store.read(X, PLACE), 'now');
    });

    it('keeps the write that began last, although an earlier one of the same holder arrives after it', async () => {
      const { empty } = bench;
      await empty();
      const late: (() => Promise<unknown>)[] = [];
      let isHeldUp = true;
      const slow = new RedisLeaseStore(
        {
          command: (words) => link.command(words),
          script: async (...args) => {
            if (!isHeldUp) return link.script(...args);
            late.push(() => link.script(...args));
            throw new Error('no answer');
          },
        },
        'spec',
        LEASE_MS,
      );
      const lease = { account: X, token: 5 };
      await assert.rejects(slow.save(lease, PLACE, 'earlier'), /no answer/);
      isHeldUp = false;
      assert.equal(await slow.save(lease, PLACE, 'later'), true);
      await late[0]?.();
      assert.equal(await slow.read(X, PLACE), 'later');
    });

    it('is found unusable when it is not writable, before the first deploy', async () => {
      const check = () =>
        checkRedisHealth(link, 'spec').then(
          ({ level }) => level,
          (error: unknown) => String(error),
        );
      assert.equal(await check(), 'green');
      redis().cli('CONFIG', 'SET', 'maxmemory', '1');
      assert.match(await check(), /OOM/);
      redis().cli('CONFIG', 'SET', 'maxmemory', '0');
      redis().cli('REPLICAOF', '127.0.0.1', '1');
      assert.match(await check(), /READONLY/);
      redis().cli('REPLICAOF', 'NO', 'ONE');
      assert.equal(await check(), 'green');
    });
  });
});
