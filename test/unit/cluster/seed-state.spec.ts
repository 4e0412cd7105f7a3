import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { publishLocalState, type SeedTarget } from '../../../nodes/lib/cluster/seed-state';
import { mergeNewest, takeFirst } from '../../../nodes/lib/collector/checkpoint/migrating-checkpoint-store';
import { MemoryCheckpointStore } from '../../doubles/memory-checkpoint-store';
import { MemoryStore } from '../../doubles/memory-store';

const PLACE = 'positions/node';

function positions(savedAt: string, cursor: string): string {
  const entry = { key: 'siem/receipt', account: 'C1', fingerprint: '', savedAt, position: { cursor } };
  return JSON.stringify({ version: 1, entries: [entry] });
}
const OLDER = positions('2026-11-18T12:00:00Z', 'older');
const NEWER = positions('2026-11-19T12:00:00Z', 'newer');

describe('The local state before the first lease', () => {
  let clock: FakeTimers.Clock;
  let store: MemoryStore;
  let ending: AbortController;

  beforeEach(() => {
    clock = FakeTimers.install({
      now: Date.parse('2026-11-20T12:00:00Z'),
      toFake: ['Date', 'setTimeout', 'clearTimeout'],
    });
    store = new MemoryStore(15_000);
    ending = new AbortController();
  });
  afterEach(() => {
    ending.abort();
    clock.uninstall();
  });

  const offered = async (...texts: readonly (string | undefined)[]): Promise<void> => {
    const backends = texts.map((text) => new MemoryCheckpointStore(text));
    const done = publishLocalState({ store, account: 'x', key: PLACE }, backends, mergeNewest, ending.signal);
    await clock.tickAsync(10_000);
    await done;
  };
  const storedText = (): string => store.entries.get(`x/${PLACE}`)?.text ?? '';

  it('is published where the replica with the first lease finds it', async () => {
    await offered(undefined, NEWER);
    assert.match(storedText(), /newer/);
    assert.equal(store.entries.get(`x/${PLACE}`)?.token, 0);
  });

  it('is the newest of all machines, also when they publish in the same moment', async () => {
    await Promise.all([offered(NEWER), offered(OLDER)]);
    assert.match(storedText(), /newer/);
    assert.doesNotMatch(storedText(), /older/);
  });

  it('is the newest of all machines, also when one of them is slow', async () => {
    const save = store.save.bind(store);
    store.save = async (lease, place, text) => {
      if (!text.includes('newer')) await new Promise((resolve) => setTimeout(resolve, 1_500));
      return save(lease, place, text);
    };
    await Promise.all([offered(NEWER), offered(OLDER)]);
    assert.match(storedText(), /newer/);
  });

  it('changes nothing once a lease was held, even if it was released', async () => {
    const token = (await store.acquire('a', { account: 'x', token: 0 })) ?? 0;
    await store.save({ account: 'x', token }, PLACE, OLDER);
    await store.release('a', [{ account: 'x', token }], true);
    await offered(NEWER);
    assert.equal(storedText(), OLDER);
  });

  it('changes nothing that was written under a forgotten lease', async () => {
    store.entries.set(`x/${PLACE}`, { token: 5, text: OLDER });
    await offered(NEWER);
    assert.equal(storedText(), OLDER);
  });

  it('is published later when the store is unavailable, and not at all when the node is closed', async () => {
    store.failure = new Error('away');
    const parts: SeedTarget = { store, account: 'x', key: PLACE };
    const published = publishLocalState(
      parts,
      [new MemoryCheckpointStore(NEWER)],
      mergeNewest,
      ending.signal,
    );
    await clock.tickAsync(5_000);
    store.failure = undefined;
    await clock.tickAsync(3_000);
    await published;
    assert.match(storedText(), /newer/);
    store.failure = new Error('away');
    const given = publishLocalState(parts, [new MemoryCheckpointStore(NEWER)], mergeNewest, ending.signal);
    await clock.tickAsync(5_000);
    ending.abort();
    await given;
  });

  it('sends no request without readable local state', async () => {
    store.failure = new Error('asked');
    const backends = [
      new MemoryCheckpointStore(),
      new MemoryCheckpointStore('torn'),
      { read: () => Promise.reject(new Error('no such store')) },
    ];
    await publishLocalState({ store, account: 'x', key: PLACE }, backends, takeFirst, ending.signal);
    assert.equal(store.entries.size, 0);
  });
});
