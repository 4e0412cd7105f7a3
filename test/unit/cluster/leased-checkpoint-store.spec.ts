import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { LeaseHandle, startTimer } from '../../../nodes/lib/cluster/lease-handle';
import {
  type LeasedCheckpointDeps,
  LeasedCheckpointStore,
  saveLocalCopy,
  writeThrough,
} from '../../../nodes/lib/cluster/leased-checkpoint-store';
import { MimecastError } from '../../../nodes/lib/contracts/errors';
import { MemoryCheckpointStore } from '../../doubles/memory-checkpoint-store';
import { MemoryStore } from '../../doubles/memory-store';

const LEASE_MS = 15_000;
const PLACE = 'positions/node';
const away = new MimecastError('MIMECAST_UNAVAILABLE', 'Redis is away', { transient: true });
const isSound = (text: string): boolean => text.startsWith('{');

describe('LeasedCheckpointStore', () => {
  let clock: FakeTimers.Clock;
  let store: MemoryStore;
  let copy: MemoryCheckpointStore;
  let heldLease: LeaseHandle;
  let checkpoints: LeasedCheckpointStore;
  let over: number;

  beforeEach(async () => {
    clock = FakeTimers.install({
      now: Date.parse('2026-11-20T12:00:00Z'),
      toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'],
    });
    store = new MemoryStore(LEASE_MS);
    store.createdAt = 0;
    copy = new MemoryCheckpointStore();
    over = 0;
    const token = (await store.acquire('a', { account: 'x', token: 0 })) ?? 0;
    heldLease = new LeaseHandle('a', token, LEASE_MS, startTimer(), () => {
      over += 1;
    });
    checkpoints = new LeasedCheckpointStore({ store, account: 'x', key: PLACE, localCopy: copy }, heldLease);
  });
  afterEach(() => {
    heldLease.markReleased();
    clock.uninstall();
  });

  it('writes for all replicas, with the token of the lease', async () => {
    await checkpoints.write('{"at":1}');
    assert.deepEqual(store.entries.get(`x/${PLACE}`), { token: heldLease.token, text: '{"at":1}' });
    assert.equal(await checkpoints.read(isSound), '{"at":1}');
  });

  it('rejects a write without the newest token, and reports it to the writer', async () => {
    await checkpoints.write('{"at":1}');
    clock.setSystemTime(Date.now() + 1);
    store.leases.set('x', { token: heldLease.token + 1, until: Date.now() + LEASE_MS, holder: 'b' });
    await assert.rejects(checkpoints.write('{"at":2}'), { code: 'MIMECAST_UNAVAILABLE' });
    assert.equal(store.entries.get(`x/${PLACE}`)?.text, '{"at":1}');
    assert.deepEqual([heldLease.held, over], [false, 1]);
    await assert.rejects(checkpoints.write('{"at":3}'), /lease .* is over/);
  });

  it("does not overwrite a newer lease's write, even if the lease itself is forgotten", async () => {
    store.entries.set(`x/${PLACE}`, { token: heldLease.token + 1, text: '{"at":9}' });
    store.leases.clear();
    await assert.rejects(checkpoints.write('{"at":2}'), /lease/);
    assert.equal(store.entries.get(`x/${PLACE}`)?.text, '{"at":9}');
  });

  it('waits while the store is unavailable and the lease lasts', async () => {
    store.failure = away;
    const written = checkpoints.write('{"at":1}');
    await clock.tickAsync(6_000);
    store.failure = undefined;
    await clock.tickAsync(500);
    await written;
    assert.equal(store.entries.get(`x/${PLACE}`)?.text, '{"at":1}');
  });

  it('gives up when the lease is lost', async () => {
    store.failure = away;
    const written = assert.rejects(checkpoints.write('{"at":1}'), /lease .* is over/);
    await clock.tickAsync(LEASE_MS + 100);
    await written;
    assert.equal(over, 1);
  });

  it('does not wait for a permanent failure', async () => {
    store.failure = new MimecastError('MIMECAST_CONFIG', 'the password is wrong');
    await assert.rejects(checkpoints.write('{"at":1}'), /password/);
  });

  it('writes with the new token when the lease was reacquired in the meantime', async () => {
    const { token } = heldLease;
    const save = store.save.bind(store);
    store.save = async (lease, where, text) => {
      if (lease.token === token) {
        store.leases.set('x', { token: token + 1, until: Date.now() + LEASE_MS, holder: 'a' });
        heldLease.renew(token + 1, startTimer());
      }
      return save(lease, where, text);
    };
    await checkpoints.write('{"at":1}');
    assert.equal(store.entries.get(`x/${PLACE}`)?.token, token + 1);
    assert.equal(over, 0);
  });

  it('uses the local copy when the store has none, but prefers the store', async () => {
    copy.text = '{"copy":1}';
    assert.equal(await checkpoints.read(isSound), '{"copy":1}');
    await checkpoints.write('{"at":2}');
    assert.equal(await checkpoints.read(isSound), '{"at":2}');
  });

  it('uses the local copy when the stored value is damaged, and is damaged without a copy', async () => {
    store.entries.set(`x/${PLACE}`, { token: 1, text: 'torn' });
    assert.equal(await checkpoints.read(isSound), 'damaged');
    copy.text = '{"copy":1}';
    assert.equal(await checkpoints.read(isSound), '{"copy":1}');
  });

  it('saves a local copy once a minute, and continues when the local disk is full', async () => {
    await checkpoints.write('{"at":1}');
    assert.deepEqual(copy.writes, []);
    clock.setSystemTime(Date.now() + 60_000);
    heldLease.renew(heldLease.token, startTimer());
    copy.failure = new Error('no space');
    await checkpoints.write('{"at":2}');
    copy.failure = undefined;
    clock.setSystemTime(Date.now() + 60_000);
    heldLease.renew(heldLease.token, startTimer());
    await checkpoints.write('{"at":3}');
    assert.deepEqual(copy.writes, ['{"at":3}']);
  });

  it('saves a local copy on release, also when another replica wrote the value', async () => {
    const parts: LeasedCheckpointDeps = { store, account: 'x', key: PLACE, localCopy: copy };
    await saveLocalCopy(parts);
    assert.deepEqual(copy.writes, []);
    await checkpoints.write('{"at":1}');
    await saveLocalCopy(parts);
    assert.deepEqual(copy.writes, ['{"at":1}']);
  });

  it('writes positions found elsewhere to the store at once, and only once', async () => {
    const moved = writeThrough(checkpoints, checkpoints);
    assert.equal(await moved.read(isSound), undefined);
    copy.text = '{"copy":1}';
    await moved.read(isSound);
    assert.equal(store.entries.get(`x/${PLACE}`)?.text, '{"copy":1}');
    let saves = 0;
    const save = store.save.bind(store);
    store.save = (...args) => {
      saves += 1;
      return save(...args);
    };
    await moved.read(isSound);
    assert.equal(saves, 0);
    await moved.write('{"at":2}');
    assert.equal(saves, 1);
  });
});
