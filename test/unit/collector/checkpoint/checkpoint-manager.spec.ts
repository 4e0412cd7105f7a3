import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { CheckpointManager } from '../../../../nodes/lib/collector/checkpoint/checkpoint-manager';
import { emptyLedger } from '../../../../nodes/lib/collector/checkpoint/ledger';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { CountingStream } from '../../../doubles/counting-stream';
import { MemoryCheckpointStore } from '../../../doubles/memory-checkpoint-store';

const stream = new CountingStream('a');
const other = new CountingStream('b');
const at = (n: number): { version: number; at: number } => ({ version: 1, at: n });

async function opened(
  store: MemoryCheckpointStore,
  account = 'C0A0',
  streams = [stream],
): Promise<CheckpointManager> {
  const positions = new CheckpointManager(store);
  await positions.open(account, streams);
  return positions;
}

async function savedBy(
  account: string,
  n: number,
  store = new MemoryCheckpointStore(),
): Promise<MemoryCheckpointStore> {
  const positions = await opened(store, account);
  await positions.move(stream, at(n));
  return store;
}

describe('CheckpointManager', () => {
  it('starts with nothing, and says so', async () => {
    const positions = await opened(new MemoryCheckpointStore());
    assert.deepEqual(positions.loadPosition(stream), {
      position: undefined,
      lost: false,
      otherAccount: undefined,
    });
  });

  it('continues the position of the same account, whichever node asks', async () => {
    const positions = await opened(await savedBy('C0A0', 7));
    assert.deepEqual(positions.loadPosition(stream), {
      position: at(7),
      lost: false,
      otherAccount: undefined,
    });
  });

  it('writes once when it is opened, so that a store that rejects writes is found first', async () => {
    const store = new MemoryCheckpointStore();
    store.failure = new Error('read-only');
    await assert.rejects(opened(store), (error) => {
      assert.ok(error instanceof MimecastError);
      assert.deepEqual([error.code, error.transient], ['MIMECAST_CONFIG', true]);
      assert.match(error.message, /can't be saved: read-only/);
      return true;
    });
  });

  it('lets a new type start from nothing while the others continue', async () => {
    const positions = await opened(await savedBy('C0A0', 7), 'C0A0', [stream, other]);
    assert.deepEqual(positions.loadPosition(stream).position, at(7));
    assert.deepEqual(positions.loadPosition(other), {
      position: undefined,
      lost: false,
      otherAccount: undefined,
    });
  });

  it('keeps the positions of types that are not selected', async () => {
    const store = new MemoryCheckpointStore();
    const both = await opened(store, 'C0A0', [stream, other]);
    await both.move(stream, at(1));
    await both.move(other, at(2));
    const one = await opened(store, 'C0A0', [stream]);
    await one.move(stream, at(3));
    const repeated = await opened(store, 'C0A0', [stream, other]);
    assert.deepEqual([repeated.current(stream), repeated.current(other)], [at(3), at(2)]);
  });

  it('treats another fingerprint as another position', async () => {
    const store = await savedBy('C0A0', 7);
    const filtered = new CountingStream('a');
    Object.assign(filtered, { fingerprint: 'test/a/filtered' });
    const positions = await opened(store, 'C0A0', [filtered]);
    assert.equal(positions.current(filtered), undefined);
    await positions.move(filtered, at(1));
    assert.deepEqual((await opened(store)).current(stream), at(7));
  });

  it("archives another account's position, names it, and finds it again", async () => {
    const store = await savedBy('C0A0', 7);
    const newcomer = await opened(store, 'CB1B');
    assert.deepEqual(newcomer.loadPosition(stream), {
      position: undefined,
      lost: false,
      otherAccount: 'C0A0',
    });
    await newcomer.move(stream, at(1));
    assert.equal((await opened(store, 'CB1B')).loadPosition(stream).otherAccount, undefined);
    assert.deepEqual((await opened(store, 'C0A0')).current(stream), at(7));
  });

  it('continues with the last account while the account code cannot be fetched', async () => {
    const store = await savedBy('C0A0', 7);
    const unknown = await opened(store, '');
    assert.deepEqual(unknown.current(stream), at(7));
    await unknown.move(stream, at(8));
    assert.deepEqual((await opened(store, 'C0A0')).current(stream), at(8));
  });

  it('adopts positions saved while the account code was unknown', async () => {
    const store = await savedBy('', 5);
    const known = await opened(store, 'C0A0');
    assert.deepEqual(known.loadPosition(stream), { position: at(5), lost: false, otherAccount: undefined });
    await known.move(stream, at(6));
    assert.deepEqual((await opened(store, 'C0A0')).current(stream), at(6));
    assert.equal((await opened(store, 'CB1B')).current(stream), undefined, 'nobody else may have it now');
  });

  it('starts at the retention limit, and says so once, when everything is damaged', async () => {
    const positions = await opened(new MemoryCheckpointStore('{"version":1,"ent'), 'C0A0', [stream, other]);
    assert.deepEqual(positions.loadPosition(stream), {
      position: at(-1),
      lost: true,
      otherAccount: undefined,
    });
    assert.deepEqual(positions.loadPosition(stream), {
      position: at(-1),
      lost: false,
      otherAccount: undefined,
    });
    assert.equal(positions.loadPosition(other).lost, true);
  });

  for (const text of ['', 'null', '[]', '{}', '{"version":2,"entries":[]}', '{"version":1,"entries":[{}]}'])
    it(`treats ${JSON.stringify(text)} as damaged`, async () => {
      assert.equal((await opened(new MemoryCheckpointStore(text))).loadPosition(stream).lost, true);
    });

  it('starts one stream at the limit when only its position is unreadable', async () => {
    const store = new MemoryCheckpointStore();
    const both = await opened(store, 'C0A0', [stream, other]);
    await both.move(stream, at(1));
    await both.move(other, at(2));
    store.text = store.text?.replace('"at":1', '"at":"x"');
    const positions = await opened(store, 'C0A0', [stream, other]);
    assert.deepEqual(
      [positions.loadPosition(stream).lost, positions.loadPosition(other).lost],
      [true, false],
    );
    assert.deepEqual([positions.current(stream), positions.current(other)], [at(-1), at(2)]);
  });

  it('stores neither credentials nor names: account code, stream, fingerprint, position, time, ledger', async () => {
    const clock = FakeTimers.install({ now: Date.parse('2026-11-20T12:00:00Z'), toFake: ['Date'] });
    try {
      const store = await savedBy('C0A0', 7);
      assert.deepEqual(JSON.parse(store.text ?? ''), {
        version: 1,
        source: { paused: false, lastRun: null, replay: null },
        entries: [
          {
            key: 'test.a',
            account: 'C0A0',
            fingerprint: 'test/a',
            savedAt: '2026-11-20T12:00:00.000Z',
            position: at(7),
            ledger: emptyLedger('2026-11-20'),
          },
        ],
      });
    } finally {
      clock.uninstall();
    }
  });
});

describe('CheckpointManager: saving', () => {
  function gated(store: MemoryCheckpointStore): () => void {
    let open: () => void = () => undefined;
    store.gate = new Promise((resolve) => {
      open = resolve;
    });
    return () => open();
  }

  it('combines all saves that wait for the write under way, and the newest wins', async () => {
    const store = new MemoryCheckpointStore();
    const positions = await opened(store, 'C0A0', [stream, other]);
    store.writes = [];
    const release = gated(store);
    const saves = [1, 2, 3, 4].map((n) => positions.move(stream, at(n)));
    saves.push(positions.move(other, at(9)));
    release();
    await Promise.all(saves);
    assert.equal(store.writes.length, 2);
    assert.match(store.writes[0] ?? '', /"at":1/);
    assert.match(store.writes[1] ?? '', /"at":4/);
    assert.match(store.writes[1] ?? '', /"at":9/);
  });

  it('makes a save visible at once in this process, and resolves when it is durable', async () => {
    const store = new MemoryCheckpointStore();
    const positions = await opened(store);
    const release = gated(store);
    let done = false;
    const saving = positions.move(stream, at(3)).then(() => {
      done = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([positions.current(stream), done], [at(3), false]);
    release();
    await saving;
    assert.match(store.text ?? '', /"at":3/);
  });

  it('keeps a failed save, and writes it with the next one', async () => {
    const store = new MemoryCheckpointStore();
    const positions = await opened(store);
    store.failure = new Error('ENOSPC: no space left on device');
    await assert.rejects(positions.move(stream, at(3)), /ENOSPC/);
    await assert.rejects(positions.flush(), /ENOSPC/);
    store.failure = undefined;
    await positions.flush();
    assert.match(store.text ?? '', /"at":3/);
  });

  it('rejects everyone who waits for a failed write, and tries again for later saves', async () => {
    const store = new MemoryCheckpointStore();
    const positions = await opened(store);
    const release = gated(store);
    store.failure = new Error('full');
    const saves = [positions.move(stream, at(1)), positions.move(stream, at(2)), positions.flush()];
    release();
    const results = await Promise.allSettled(saves);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
  });

  it('writes nothing when nothing changed', async () => {
    const store = new MemoryCheckpointStore();
    const positions = await opened(store);
    const before = store.writes.length;
    await positions.flush();
    assert.equal(store.writes.length, before);
  });

  it('flushes the write under way: done means durable', async () => {
    const store = new MemoryCheckpointStore();
    const positions = await opened(store);
    const release = gated(store);
    const saving = positions.move(stream, at(5));
    const flushed = positions.flush();
    release();
    await flushed;
    assert.match(store.text ?? '', /"at":5/);
    await saving;
  });
});
