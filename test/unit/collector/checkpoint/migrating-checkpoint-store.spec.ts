import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckpointManager } from '../../../../nodes/lib/collector/checkpoint/checkpoint-manager';
import { FileCheckpointStore } from '../../../../nodes/lib/collector/checkpoint/file-checkpoint-store';
import { MigratingCheckpointStore } from '../../../../nodes/lib/collector/checkpoint/migrating-checkpoint-store';
import type { MigratableStore } from '../../../../nodes/lib/contracts/checkpoint-store';
import { CountingStream } from '../../../doubles/counting-stream';
import { MemoryCheckpointStore } from '../../../doubles/memory-checkpoint-store';

/** A store that records each operation. */
class LoggingStore extends MemoryCheckpointStore implements MigratableStore {
  stays: Error | undefined;

  readonly #log: string[];

  constructor(
    readonly name: string,
    log: string[],
    text?: string,
  ) {
    super(text);
    this.#log = log;
  }

  override async write(text: string): Promise<void> {
    await super.write(text);
    this.#log.push(`${this.name} written`);
  }

  async archive(): Promise<void> {
    if (this.stays !== undefined) throw this.stays;
    this.text = undefined;
    this.#log.push(`${this.name} set aside`);
  }
}

const a = new CountingStream('a');
const b = new CountingStream('b');
const to = (at: number): { version: number; at: number } => ({ version: 1, at });
/** Before anything is written: the newest counts. */
const BEGINNING = Date.now() - 3_600_000;

interface Saved {
  readonly stream: CountingStream;
  readonly at: number;
  /** seconds after the beginning */
  readonly second: number;
}

/** The text saved while each store was the selected one. */
function textOf(entries: readonly Saved[], paused = false): string {
  return JSON.stringify({
    version: 1,
    source: { paused, lastRun: null, replay: null },
    entries: entries.map(({ stream, at, second }) => ({
      key: stream.key,
      account: 'C0A0',
      fingerprint: stream.fingerprint,
      savedAt: new Date(BEGINNING + second * 1000).toISOString(),
      position: { version: 1, at },
    })),
  });
}

describe('Positions that move to another store', () => {
  let log: string[];
  const storeOf = (name: string, text?: string): LoggingStore => new LoggingStore(name, log, text);
  async function opened(own: LoggingStore, ...others: LoggingStore[]): Promise<CheckpointManager> {
    const positions = new CheckpointManager(new MigratingCheckpointStore(own, others));
    await positions.open('C0A0', [a, b]);
    return positions;
  }
  const positionsAt = (positions: CheckpointManager): unknown[] =>
    [a, b].map((stream) => positions.current(stream)?.at);

  beforeEach(() => {
    log = [];
  });

  it('continue, and leave the old store only when the new one has them', async () => {
    const old = storeOf('old', textOf([{ stream: a, at: 7, second: 0 }], true));
    const positions = await opened(storeOf('new'), old, storeOf('empty'));
    assert.deepEqual(positionsAt(positions), [7, undefined]);
    assert.equal(positions.savedState.paused, true);
    assert.deepEqual(log, ['new written', 'old set aside']);
  });

  it('are written only once more, because a store that was left is not read again', async () => {
    const positions = await opened(storeOf('new'), storeOf('old', textOf([{ stream: a, at: 7, second: 0 }])));
    await positions.move(a, to(8));
    assert.deepEqual(log, ['new written', 'old set aside', 'new written']);
  });

  it('change nothing when no other store has positions', async () => {
    await opened(storeOf('new', textOf([{ stream: a, at: 7, second: 0 }])), storeOf('one'), storeOf('two'));
    assert.deepEqual(log, ['new written']);
  });

  it('stay in the old store when the new one accepts no write', async () => {
    const old = storeOf('old', textOf([{ stream: a, at: 7, second: 0 }]));
    const own = storeOf('new');
    own.failure = new Error('read-only');
    await assert.rejects(opened(own, old), /read-only/);
    assert.deepEqual(log, []);
    assert.ok(old.text?.includes('"at":7'));
  });

  it('are the newest of each stream when several stores have some', async () => {
    const own = storeOf('new', textOf([{ stream: a, at: 9, second: 9 }]));
    const stale = storeOf(
      'stale',
      textOf([
        { stream: a, at: 3, second: 3 },
        { stream: b, at: 5, second: 5 },
      ]),
    );
    assert.deepEqual(positionsAt(await opened(own, stale)), [9, 5]);
    const restored = storeOf('restored', textOf([{ stream: a, at: 3, second: 3 }]));
    const newer = storeOf('newer', textOf([{ stream: a, at: 4, second: 10 }], true));
    const positions = await opened(restored, newer);
    assert.deepEqual([positionsAt(positions)[0], positions.savedState.paused], [4, true]);
  });

  it('are found after a crash between the write and the archiving', async () => {
    const own = storeOf('new');
    const old = storeOf('old', textOf([{ stream: a, at: 7, second: 0 }]));
    old.stays = new Error('killed');
    const before = await opened(own, old);
    await before.move(a, to(8));
    old.stays = undefined;
    assert.deepEqual(positionsAt(await opened(own, old)), [8, undefined]);
    assert.equal(old.text, undefined);
  });

  it('archive with the next write what could not be archived before', async () => {
    const old = storeOf('old', textOf([{ stream: a, at: 7, second: 0 }]));
    old.stays = new Error('busy');
    const positions = await opened(storeOf('new'), old);
    old.stays = undefined;
    await positions.move(a, to(8));
    assert.deepEqual(log, ['new written', 'new written', 'old set aside']);
  });

  it('keep the positions of an intact store when another one is damaged', async () => {
    const positions = await opened(
      storeOf('new', '{"vers'),
      storeOf('old', textOf([{ stream: a, at: 7, second: 0 }])),
    );
    assert.deepEqual(positionsAt(positions), [7, undefined]);
  });

  it('are damaged when every copy is damaged', async () => {
    const positions = await opened(storeOf('new'), storeOf('old', '{"vers'));
    assert.deepEqual([positions.loadPosition(a).lost, positionsAt(positions)], [true, [-1, -1]]);
    assert.deepEqual(log, ['new written', 'old set aside']);
  });

  describe('while another store cannot be read', () => {
    const unreadable = (): LoggingStore => {
      const broken = storeOf('broken');
      broken.read = () => Promise.reject(new Error('no connection'));
      return broken;
    };

    it('do not start from nothing: it may have the missing positions', async () => {
      await assert.rejects(opened(storeOf('new'), unreadable()), /can't be read: no connection/);
      assert.deepEqual(log, []);
    });

    it('continue with the positions that were found', async () => {
      const old = storeOf('old', textOf([{ stream: a, at: 7, second: 0 }]));
      assert.deepEqual(positionsAt(await opened(storeOf('new'), unreadable(), old)), [7, undefined]);
      const own = storeOf('own', textOf([{ stream: a, at: 8, second: 0 }]));
      assert.deepEqual(positionsAt(await opened(own, unreadable())), [8, undefined]);
    });
  });

  describe('Moving out of a file', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'mimecast-moving-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it('archives it under a name that is not read again, and its previous generation too', async () => {
      const path = join(folder, 'node.json');
      const before = new CheckpointManager(new FileCheckpointStore(path));
      await before.open('C0A0', [a]);
      await before.move(a, to(7));
      const positions = new CheckpointManager(
        new MigratingCheckpointStore(storeOf('new'), [new FileCheckpointStore(path)]),
      );
      await positions.open('C0A0', [a]);
      assert.equal(positions.current(a)?.at, 7);
      assert.deepEqual(await readdir(folder), ['node.json.moved']);
      assert.match(await readFile(`${path}.moved`, 'utf8'), /"at":7/);
      assert.equal(await new FileCheckpointStore(path).read(() => true), undefined);
    });

    it('also works in the opposite direction', async () => {
      const path = join(folder, 'node.json');
      await writeFile(`${path}.moved`, textOf([{ stream: a, at: 1, second: 1 }]));
      const context = storeOf('context', textOf([{ stream: a, at: 9, second: 9 }]));
      const positions = new CheckpointManager(
        new MigratingCheckpointStore(new FileCheckpointStore(path), [context]),
      );
      await positions.open('C0A0', [a]);
      assert.deepEqual([positions.current(a)?.at, context.text], [9, undefined]);
    });

    it('is complete when the file does not exist', () =>
      assert.doesNotReject(new FileCheckpointStore(join(folder, 'x')).archive()));
  });
});
