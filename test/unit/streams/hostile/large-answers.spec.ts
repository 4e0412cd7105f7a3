import assert from 'node:assert/strict';
import { listFiles } from '../../../../nodes/lib/streams/siem-batch/listing';
import { createSiemBatchStream } from '../../../../nodes/lib/streams/siem-batch/stream';
import { listEvents } from '../../../../nodes/lib/streams/siem-events/listing';
import { createSiemEventStream } from '../../../../nodes/lib/streams/siem-events/stream';
import { withPaths } from '../../../../nodes/lib/streams/snapshot/groups';
import { USERS } from '../../../../nodes/lib/streams/snapshot/logs/directory';
import { readPost, readRest } from '../../../../nodes/lib/streams/snapshot/read-pages';
import { withFakeClock } from '../../../doubles/fake-clock';
import { ScriptedClient } from '../../../doubles/scripted-client';
import { answering, contextOf, isBadAnswer } from './answering-client';

const REQUIREMENT = { key: 'k', access: { product: 'p' } };
const list = (length: number): readonly object[] => Array.from({ length }, (_, n) => ({ n }));
const MB = 1024 * 1024;

describe('An answer with more than a page has', () => {
  it('has 10,000 events at most', async () => {
    const request = { feed: 'cg', key: 'k', types: [], cursor: null, start: 0 } as const;
    const read = (length: number) =>
      listEvents(request, contextOf(answering(() => ({ value: list(length) }))));
    assert.equal((await read(10_000)).events.length, 10_000);
    await assert.rejects(read(10_001), isBadAnswer(/"value, which is too long"/));
  });

  it('has 10,000 files at most', async () => {
    const request = { feed: 'cg', type: 'receipt', cursor: null, day: '2026-11-20' } as const;
    const files = (length: number) =>
      list(length).map((_, n) => ({ url: `https://storage.example.com/${n}`, size: 1 }));
    const read = (length: number) =>
      listFiles(request, contextOf(answering(() => ({ value: files(length) }))));
    assert.equal((await read(10_000)).files.length, 10_000);
    await assert.rejects(read(10_001), isBadAnswer(/"value, which is too long"/));
  });

  it('has 100,000 entries at most in a list', async () => {
    const post = (length: number, wrapper: string | undefined) => {
      const entries = list(length);
      const data = wrapper === undefined ? entries : [{ [wrapper]: entries }];
      return readPost('/api/x', [], wrapper, REQUIREMENT, contextOf(answering(() => ({ data }))));
    };
    const rest = (length: number) =>
      readRest('/x', 'items', REQUIREMENT, contextOf(answering(() => ({ items: list(length), meta: {} }))));
    for (const read of [
      rest,
      (length: number) => post(length, undefined),
      (length: number) => post(length, 'w'),
    ]) {
      assert.equal((await read(100_000)).records.length, 100_000);
      await assert.rejects(read(100_001), isBadAnswer(/too long/));
    }
  });

  it('does not end the process with a hundred thousand entries that are no records', async () => {
    const answer = answering(() => ({ items: new Array(100_000).fill(1), meta: {} }));
    assert.equal((await readRest('/x', 'items', REQUIREMENT, contextOf(answer))).bad.length, 100_000);
  });
});

describe('A snapshot that does not end', () => {
  const users = (length: number, bytes: number) =>
    answering(
      (_request, count) => ({
        users: list(length).map((_, n) => ({ emailAddress: `${count}-${n}@a.example` })),
        meta: { nextPage: String(count) },
      }),
      bytes,
    );

  it('has 500,000 entries at most', () =>
    assert.rejects(
      USERS.read(contextOf(users(100_000, 10))),
      isBadAnswer(/more than 500000 entries/),
    )).timeout(60_000);

  it('has 256 MB at most', async () => {
    const client = users(1, 60 * MB);
    await assert.rejects(USERS.read(contextOf(client)), isBadAnswer(/more than 256 MB/));
    assert.equal(client.calls, 5);
  });

  it('names a group by 64 levels at most, also where twenty thousand are in each other', () => {
    const groups = list(20_000).map((_, n) => ({
      id: String(n + 1),
      parentId: String(n),
      description: 'g',
    }));
    const depths = withPaths(groups).map(({ path }) => path.replace(/ \(\d+\)$/, '').split('/').length);
    assert.equal(
      depths.reduce((most, depth) => Math.max(most, depth)),
      64,
    );
  });
});

describe('Cursors without end', () => {
  const NOW = Date.parse('2026-11-20T12:00:00Z');
  it('end the replay of files with an error', async () => {
    const client = new ScriptedClient({
      list: (_query, count) => ({ files: [`/f${count}`], caughtUp: false, next: `c${count}` }),
      body: () => '{}',
    });
    const stream = createSiemBatchStream('cg', 'receipt');
    await withFakeClock(NOW, () =>
      assert.rejects(
        async () => {
          assert(stream.replay !== undefined);
          for await (const page of stream.replay(NOW - 60_000, NOW, contextOf(client)))
            assert(page.bytes >= 0);
        },
        isBadAnswer(/more than 10000 pages/),
      ),
    );
  });

  it('leave a position of events that is small', async () => {
    const client = answering((_request, count) => ({
      value: list(10_000).map((_, n) => ({ n, count })),
      isCaughtUp: count === 25,
      '@nextPage': `c${count}`,
    }));
    const stream = createSiemEventStream('cg', []);
    let size = 0;
    await withFakeClock(NOW, async () => {
      for await (const { next } of stream.pages(undefined, contextOf(client)))
        size = JSON.stringify(next).length;
    });
    assert.equal(client.calls, 25);
    assert(size < 1_300_000, String(size));
  }).timeout(60_000);
});
