import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { CheckpointManager } from '../../../../nodes/lib/collector/checkpoint/checkpoint-manager';
import { emptyLedger } from '../../../../nodes/lib/collector/checkpoint/ledger';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { CountingStream } from '../../../doubles/counting-stream';
import { MemoryBackend } from '../../../doubles/memory-checkpoint-store';

const stream = new CountingStream('a');
const other = new CountingStream('b');
const at = (n: number): { version: number; at: number } => ({ version: 1, at: n });

async function opened(
  backend: MemoryBackend,
  account = 'C0A0',
  streams = [stream],
): Promise<CheckpointManager> {
  const positions = new CheckpointManager(backend);
  await positions.open(account, streams);
  return positions;
}

async function savedBy(account: string, n: number, backend = new MemoryBackend()): Promise<MemoryBackend> {
  const positions = await opened(backend, account);
  await positions.move(stream, at(n));
  return backend;
}

describe('CheckpointManager', () => {
  it('starts with nothing, and says so', async () => {
    const positions = await opened(new MemoryBackend());
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
    const backend = new MemoryBackend();
    backend.failure = new Error('read-only');
    await assert.rejects(opened(backend), (error) => {
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
    const backend = new MemoryBackend();
    const both = await opened(backend, 'C0A0', [stream, other]);
    await both.move(stream, at(1));
    await both.move(other, at(2));
    const one = await opened(backend, 'C0A0', [stream]);
    await one.move(stream, at(3));
    const repeated = await opened(backend, 'C0A0', [stream, other]);
    assert.deepEqual([repeated.current(stream), repeated.current(other)], [at(3), at(2)]);
  });

  it('treats another fingerprint as another position', async () => {
    const backend = await savedBy('C0A0', 7);
    const filtered = new CountingStream('a');
    Object.assign(filtered, { fingerprint: 'test/a/filtered' });
    const positions = await opened(backend, 'C0A0', [filtered]);
    assert.equal(positions.current(filtered), undefined);
    await positions.move(filtered, at(1));
    assert.deepEqual((await opened(backend)).current(stream), at(7));
  });

  it("archives another account's position, names it, and finds it again", async () => {
    const backend = await savedBy('C0A0', 7);
    const newcomer = await opened(backend, 'CB1B');
    assert.deepEqual(newcomer.loadPosition(stream), {
      position: undefined,
      lost: false,
      otherAccount: 'C0A0',
    });
    await newcomer.move(stream, at(1));
    assert.equal((await opened(backend, 'CB1B')).loadPosition(stream).otherAccount, undefined);
    assert.deepEqual((await opened(backend, 'C0A0')).current(stream), at(7));
  });

  it('continues with the last account while the account code cannot be fetched', async () => {
    const backend = await savedBy('C0A0', 7);
    const unknown = await opened(backend, '');
    assert.deepEqual(unknown.current(stream), at(7));
    await unknown.move(stream, at(8));
    assert.deepEqual((await opened(backend, 'C0A0')).current(stream), at(8));
  });

  it('adopts positions saved while the account code was unknown', async () => {
    const backend = await savedBy('', 5);
    const known = await opened(backend, 'C0A0');
    assert.deepEqual(known.loadPosition(stream), { position: at(5), lost: false, otherAccount: undefined });
    await known.move(stream, at(6));
    assert.deepEqual((await opened(backend, 'C0A0')).current(stream), at(6));
    assert.equal((await opened(backend, 'CB1B')).current(stream), undefined, 'nobody else may have it now');
  });

  it('starts at the retention limit, and says so once, when everything is damaged', async () => {
    const positions = await opened(new MemoryBackend('{"version":1,"ent'), 'C0A0', [stream, other]);
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
      assert.equal((await opened(new MemoryBackend(text))).loadPosition(stream).lost, true);
    });

  it('starts one stream at the limit when only its position is unreadable', async () => {
    const backend = new MemoryBackend();
    const both = await opened(backend, 'C0A0', [stream, other]);
    await both.move(stream, at(1));
    await both.move(other, at(2));
    backend.text = backend.text?.replace('"at":1', '"at":"x"');
    const positions = await opened(backend, 'C0A0', [stream, other]);
    assert.deepEqual(
      [positions.loadPosition(stream).lost, positions.loadPosition(other).lost],
      [true, false],
    );
    assert.deepEqual([positions.current(stream), positions.current(other)], [at(-1), at(2)]);
  });

  it('stores neither credentials nor names: account code, stream, fingerprint, position, time, ledger', async () => {
    const clock = FakeTimers.install({ now: Date.parse('2026-11-20T12:00:00Z'), toFake: ['Date'] });
    try {
      const backend = await savedBy('C0A0', 7);
      assert.deepEqual(JSON.parse(backend.text ?? ''), {
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
  function gated(backend: MemoryBackend): () => void {
    let open: () => void = () => undefined;
    backend.gate = new Promise((resolve) => {
      open = resolve;
    });
    return () => open();
  }

  it('combines all saves that wait for the write under way, and the newest wins', async () => {
    const backend = new MemoryBackend();
    const positions = await opened(backend, 'C0A0', [stream, other]);
    backend.writes = [];
    const release = gated(backend);
    const saves = [1, 2, 3, 4].map((n) => positions.move(stream, at(n)));
    saves.push(positions.move(other, at(9)));
    release();
    await Promise.all(saves);
    assert.equal(backend.writes.length, 2);
    assert.match(backend.writes[0] ?? '', /"at":1/);
    assert.match(backend.writes[1] ?? '', /"at":4/);
    assert.match(backend.writes[1] ?? '', /"at":9/);
  });

  it('is visible at once in this process, and resolves when it is durable', async () => {
    const backend = new MemoryBackend();
    const positions = await opened(backend);
    const release = gated(backend);
    let done = false;
    const saving = positions.move(stream, at(3)).then(() => {
      done = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([positions.current(stream), done], [at(3), false]);
    release();
    await saving;
    assert.match(backend.text ?? '', /"at":3/);
  });

  it('keeps a failed save, and writes it with the next one', async () => {
    const backend = new MemoryBackend();
    const positions = await opened(backend);
    backend.failure = new Error('ENOSPC: no space left on device');
    await assert.rejects(positions.move(stream, at(3)), /ENOSPC/);
    await assert.rejects(positions.flush(), /ENOSPC/);
    backend.failure = undefined;
    await positions.flush();
    assert.match(backend.text ?? '', /"at":3/);
  });

  it('rejects everyone who waits for a failed write, and tries again for later saves', async () => {
    const backend = new MemoryBackend();
    const positions = await opened(backend);
    const release = gated(backend);
    backend.failure = new Error('full');
    const saves = [positions.move(stream, at(1)), positions.move(stream, at(2)), positions.flush()];
    release();
    const results = await Promise.allSettled(saves);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
  });

  it('writes nothing when nothing changed', async () => {
    const backend = new MemoryBackend();
    const positions = await opened(backend);
    const before = backend.writes.length;
    await positions.flush();
    assert.equal(backend.writes.length, before);
  });

  it('flushes the write under way: done means durable', async () => {
    const backend = new MemoryBackend();
    const positions = await opened(backend);
    const release = gated(backend);
    const saving = positions.move(stream, at(5));
    const flushed = positions.flush();
    release();
    await flushed;
    assert.match(backend.text ?? '', /"at":5/);
    await saving;
  });
});
