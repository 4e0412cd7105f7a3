import assert from 'node:assert/strict';
import {
  ContextCheckpointStore,
  type ContextOwner,
  resolveStoreName,
  storeKind,
  storeNames,
} from '../../../../nodes/lib/runtime/storage/context-checkpoint-store';

const redWith = (contextStorage: unknown): { settings: object } => ({ settings: { contextStorage } });

type Callback = (error: Error | null | undefined, value?: unknown) => void;

/** A node whose context answers in the next turn, as stores without a cache do. */
function nodeWith(stores: Record<string, Record<string, unknown>>, failure?: Error): ContextOwner {
  const storeOf = (name: string): Record<string, unknown> => {
    const store = stores[name];
    assert.ok(store, `${name} was not meant to be asked`);
    return store;
  };
  const context = {
    get: (key: string, store: string, callback: Callback) =>
      setImmediate(() => (failure ? callback(failure) : callback(null, storeOf(store)[key]))),
    set: (key: string, value: unknown, store: string, callback: Callback) =>
      setImmediate(() => {
        if (failure === undefined) storeOf(store)[key] = value;
        callback(failure);
      }),
  };
  return { context: () => context };
}
const sound = (): boolean => true;

describe('Positions in a context store', () => {
  it('are read where they were written, in the configured store', async () => {
    const stores = { redis: {}, other: {} };
    const positions = new ContextCheckpointStore(nodeWith(stores), 'redis');
    assert.equal(await positions.read(sound), undefined);
    await positions.write('text');
    assert.equal(await positions.read(sound), 'text');
    assert.deepEqual(stores, { redis: { mimecastPositions: 'text' }, other: {} });
  });

  it('do not wait for a store that never answers', async () => {
    const silent: ContextOwner = { context: () => ({ get: () => undefined, set: () => undefined }) };
    const positions = new ContextCheckpointStore(silent, 'redis', 20);
    const message = /context store "redis" does not answer within 0.02 s/;
    await assert.rejects(positions.read(sound), message);
    await assert.rejects(positions.write('text'), message);
    await assert.rejects(positions.archive(), message);
  });

  it('are damaged when another value is found there', async () => {
    for (const value of [5, { a: 1 }, 'broken'])
      assert.equal(
        await new ContextCheckpointStore(nodeWith({ x: { mimecastPositions: value } }), 'x').read(
          (text) => text !== 'broken',
        ),
        'damaged',
      );
  });

  it('are missing when the store returns null', async () =>
    assert.equal(
      await new ContextCheckpointStore(nodeWith({ x: { mimecastPositions: null } }), 'x').read(sound),
      undefined,
    ));

  it('are removed when they have moved to another store', async () => {
    const positions = new ContextCheckpointStore(nodeWith({ x: { mimecastPositions: 'text' } }), 'x');
    await positions.archive();
    assert.equal(await positions.read(sound), undefined);
  });

  it('fail with the error of the store', async () => {
    const positions = new ContextCheckpointStore(nodeWith({ x: {} }, new Error('no connection')), 'x');
    await assert.rejects(positions.read(sound), /no connection/);
    await assert.rejects(positions.write('text'), /no connection/);
    await assert.rejects(positions.archive(), /no connection/);
  });
});

describe('Context stores', () => {
  const STORES = {
    default: 'disk',
    disk: { module: 'localfilesystem' },
    ram: { module: 'memory' },
    redis: { module: () => undefined },
    broken: {},
  };

  it('consist of the volatile one in memory where nothing is configured', () => {
    for (const RED of [redWith(undefined), redWith(null), redWith({})]) {
      assert.deepEqual(storeNames(RED), ['memory']);
      assert.deepEqual(
        ['default', 'memory', 'disk'].map((name) => storeKind(RED, name)),
        ['volatile', 'volatile', 'unknown'],
      );
      assert.equal(resolveStoreName(RED, 'default'), 'memory');
    }
  });

  it('are persistent or not, by their module', () => {
    const kinds = ['default', 'disk', 'ram', 'redis', 'broken', 'absent'].map((name) =>
      storeKind(redWith(STORES), name),
    );
    assert.deepEqual(kinds, ['lasting', 'lasting', 'volatile', 'lasting', 'unknown', 'unknown']);
  });

  it('are volatile under another name too', () =>
    assert.equal(storeKind(redWith({ default: 'ram', ram: { module: 'memory' } }), 'default'), 'volatile'));

  it('have one name each: nothing may be moved from a store into itself', () => {
    assert.deepEqual(storeNames(redWith(STORES)), ['disk', 'ram', 'redis', 'broken']);
    assert.deepEqual(
      [resolveStoreName(redWith(STORES), 'default'), resolveStoreName(redWith(STORES), 'ram')],
      ['disk', 'ram'],
    );
    assert.deepEqual(storeNames(redWith({ default: { module: 'memory' } })), ['default']);
  });
});
