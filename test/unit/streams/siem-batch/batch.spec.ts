import assert from 'node:assert/strict';
import { startAt } from '../../../../nodes/lib/streams/siem-batch/position';
import { createSiemBatchStream } from '../../../../nodes/lib/streams/siem-batch/stream';
import { ScriptedClient, type ScriptedPage } from '../../../doubles/scripted-client';
import { DAY, HOUR, kinds, linesOf, NOW, poll, stream } from './poll';

const FILES: Readonly<Record<string, string>> = Object.fromEntries(
  ['a', 'b', 'c', 'd', 'e'].map((name) => [`/cg/${name}`, linesOf(name, 3).join('\n')]),
);
const body = (path: string): string => FILES[path] ?? '';
const all = (...names: string[]): string[] => names.flatMap((name) => linesOf(name, 3));

/** Pages by request cursor; '' for a request by date. */
function clientOf(pages: Readonly<Record<string, ScriptedPage>>): ScriptedClient {
  return new ScriptedClient({
    list: ({ nextPage = '' }) => pages[nextPage] ?? { caughtUp: true, next: nextPage },
    body,
  });
}

describe('batch feed: requests', () => {
  it('requests by date first, then with the cursor and without dates', async () => {
    const client = clientOf({
      '': { files: ['/cg/a', '/cg/b'], next: 'c1', caughtUp: false },
      c1: { files: ['/cg/c'], next: 'c2', caughtUp: true },
    });
    const { records, position, error, notices } = await poll(client);
    assert.deepEqual([records, notices, error], [all('a', 'b', 'c'), [], undefined]);
    assert.deepEqual(client.queries, [
      { type: 'url protect', pageSize: '100', dateRangeStartsAt: '2026-11-19' },
      { type: 'url protect', pageSize: '100', nextPage: 'c1' },
    ]);
    assert.equal(position?.cursor, 'c2');
    const later = clientOf({});
    await poll(later, { from: position });
    assert.deepEqual(later.queries, [{ type: 'url protect', pageSize: '100', nextPage: 'c2' }]);
  });

  it('requests no day outside the retention, whatever the look-back', async () => {
    const client = clientOf({});
    await poll(client, { lookbackMs: 400 * DAY });
    assert.equal(client.queries[0]?.['dateRangeStartsAt'], '2026-11-14');
  });

  it('keeps the cursor of an empty page', async () => {
    const client = clientOf({ '': { next: 'c1', caughtUp: true } });
    assert.equal((await poll(client)).position?.cursor, 'c1');
  });

  it('requests by date again where no cursor was returned, and reads nothing twice', async () => {
    const client = clientOf({ '': { files: ['/cg/a'] } });
    const first = await poll(client);
    const second = await poll(client, { from: first.position });
    assert.deepEqual([first.records, second.records], [all('a'), []]);
    assert.equal(second.position?.cursor, null);
  });

  it('uses @nextLink where @nextPage is missing, and accepts numbers and booleans as text', async () => {
    const client = new ScriptedClient({ list: () => ({}), body });
    client.call = async () => ({
      status: 200,
      body: {
        value: [{ url: 'https://storage.example.com/cg/a?x=1', size: '51200', expiry: null }],
        '@nextPage': null,
        '@nextLink': 'link',
        isCaughtUp: 'true',
      },
      requestId: undefined,
      bytes: 1,
      failures: [],
    });
    const { records, position } = await poll(client);
    assert.deepEqual([records, position?.cursor], [all('a'), 'link']);
  });

  for (const bad of [
    null,
    'text',
    {},
    { items: [{ url: 'https://x/y' }], '@nextPage': 'c', isCaughtUp: true },
    { value: null, files: { a: 1 }, isCaughtUp: true },
    { value: 'text' },
    { value: [{ url: 'no url' }] },
    { value: [{ url: 'ftp://x/y' }] },
  ]) {
    it(`rejects ${JSON.stringify(bad)} as a listing, without moving`, async () => {
      const client = new ScriptedClient({ list: () => ({}), body });
      client.call = async () => ({ status: 200, body: bad, requestId: 'r', bytes: 1, failures: [] });
      const { error, position } = await poll(client);
      assert.deepEqual(
        [error instanceof Error && 'code' in error && error.code, position],
        ['MIMECAST_BAD_ANSWER', undefined],
      );
    });
  }

  it('reads a file that is listed twice, in a page or in two, once', async () => {
    const client = clientOf({
      '': { files: ['/cg/a', '/cg/b', '/cg/a'], next: 'c1', caughtUp: false },
      c1: { files: ['/cg/b', '/cg/c'], next: 'c2', caughtUp: true },
    });
    assert.deepEqual((await poll(client)).records.toSorted(), all('a', 'b', 'c'));
    assert.deepEqual(client.opened.toSorted(), ['/cg/a', '/cg/b', '/cg/c']);
  });

  it('prefetches one file, no more, and closes all', async () => {
    const names = Object.keys(FILES);
    const client = clientOf({ '': { files: names, next: 'c1', caughtUp: true } });
    const { records } = await poll(client);
    assert.deepEqual(records, all('a', 'b', 'c', 'd', 'e'));
    assert.equal(client.maxOpen, 2, 'the one that is read and the one behind it');
    assert.equal(client.openCount.size, 0);
  });

  it('closes what it opened wherever the reader stops', async () => {
    for (let pages = 1; pages < 12; pages += 1) {
      const client = clientOf({ '': { files: Object.keys(FILES), next: 'c1', caughtUp: true } });
      await poll(client, { pages });
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(client.openCount.size, 0, `stopped behind ${pages} pages`);
    }
  });

  it('counts all bytes received', async () => {
    const client = clientOf({ '': { files: ['/cg/a'], next: 'c1', caughtUp: true } });
    const { bytes } = await poll(client);
    assert.ok(bytes > 100 + 20, 'the listing and the file');
  });
});

describe('batch feed: resuming after a stop', () => {
  const first = { files: ['/cg/a', '/cg/b', '/cg/c'], next: 'c1', caughtUp: true };
  const shuffled = { ...first, files: ['/cg/e', '/cg/c', '/cg/b', '/cg/a', '/cg/d'] };

  it('moves to the next cursor only when all files of the page were delivered', async () => {
    const whole = await poll(clientOf({ '': first }), { chunk: 1 });
    assert.equal(whole.position?.cursor, 'c1');
    for (let pages = 1; ; pages += 1) {
      const cut = await poll(clientOf({ '': first }), { chunk: 1, pages });
      if (cut.position?.cursor === 'c1') break;
      assert.equal(cut.position?.cursor, null, `after ${pages} pages`);
      assert.ok(pages < 30);
    }
  });

  it('resumes in the middle with other links, another order and more files', async () => {
    for (let pages = 1; pages <= 12; pages += 1) {
      const before = await poll(clientOf({ '': first }), { chunk: 1, pages });
      const after = await poll(clientOf({ '': shuffled }), { chunk: 1, from: before.position });
      const seen = [...before.records, ...after.records];
      const expected = before.position?.cursor === 'c1' ? all('a', 'b', 'c') : all('a', 'b', 'c', 'd', 'e');
      assert.deepEqual(seen.toSorted(), expected, `stopped behind ${pages} pages`);
      assert.deepEqual([before.notices, after.notices], [[], []]);
    }
  });

  it('reads the started file before others', async () => {
    const before = await poll(clientOf({ '': first }), { chunk: 1, pages: 1 });
    const after = await poll(clientOf({ '': shuffled }), { chunk: 1, from: before.position });
    assert.deepEqual(after.records.slice(0, 2), linesOf('a', 3).slice(1));
  });

  it('stores no query string of a link: it is a credential', async () => {
    const { position } = await poll(clientOf({ '': first }), { chunk: 1, pages: 1 });
    assert.doesNotMatch(JSON.stringify(position), /Signature|\?/);
    assert.equal(position?.partial[0]?.path, '/cg/a');
  });

  it('does not read finished files again after a rewind by time', async () => {
    const before = await poll(clientOf({ '': { ...first, next: 'dead' } }));
    const dead = new ScriptedClient({
      list: ({ nextPage }) => (nextPage === undefined ? { ...shuffled, next: 'fresh' } : { next: '' }),
      body,
    });
    const from = before.position && { ...before.position, cursor: null };
    const after = await poll(dead, { from, now: NOW + HOUR });
    assert.deepEqual(after.records.toSorted(), all('d', 'e'));
  });
});

describe('batch feed: identity and status', () => {
  it('identifies a record by the bytes of its line', () => {
    const id = stream.identify({ value: {}, text: '{"a":"é"}' });
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.equal(id, stream.identify({ value: { other: 1 }, text: '{"a":"é"}' }));
    assert.notEqual(id, stream.identify({ value: {}, text: '{"a":"é" }' }));
    // First 128 bits of SHA-256 over "abc" (FIPS 180-2, appendix B.1).
    assert.equal(stream.identify({ value: {}, text: 'abc' }), 'ba7816bf8f01cfea414140de5dae2223');
  });

  it('has its own key and fingerprint for each feed and type', () => {
    const streams = [
      createSiemBatchStream('cg', 'av'),
      createSiemBatchStream('ci', 'av'),
      createSiemBatchStream('cg', 'spam'),
    ];
    assert.equal(new Set(streams.map(({ key }) => key)).size, 3);
    assert.equal(new Set(streams.map(({ fingerprint }) => fingerprint)).size, 3);
  });

  it('has no lag once it has caught up, and reports since when it has been quiet', async () => {
    const first = await poll(clientOf({ '': { next: 'c1', caughtUp: true } }));
    const second = await poll(clientOf({}), { from: first.position, now: NOW + HOUR });
    assert.ok(first.position && second.position);
    assert.equal(stream.lag(second.position, NOW + HOUR), 0);
    assert.equal(stream.lag(second.position, NOW + 3 * HOUR), 2 * HOUR);
    assert.equal(stream.quietSince(second.position), NOW);
    const files = await poll(clientOf({ c1: { files: ['/cg/a'], next: 'c2', caughtUp: true } }), {
      from: second.position,
    });
    assert.ok(files.position);
    assert.equal(stream.quietSince(files.position), undefined);
  });

  it('has the lag of the newest event of the last page while there is more', async () => {
    const time = NOW - 5 * HOUR;
    const client = new ScriptedClient({
      list: () => ({ files: ['/t'], next: 'c1', caughtUp: false }),
      body: () => JSON.stringify({ timestamp: time }),
    });
    // After the file's records, its end, and the page's end.
    const { position } = await poll(client, { pages: 3 });
    assert.ok(position);
    assert.equal(stream.lag(position, NOW), 5 * HOUR);
  });

  it('starts a lost position at the retention limit', () => {
    assert.equal(stream.startAt(0, NOW).day, '2026-11-14');
    assert.deepEqual(stream.startAt(0, NOW), startAt(0, NOW));
  });

  it('polls without reports when nothing fails', async () => {
    assert.deepEqual(
      kinds(await poll(clientOf({ '': { files: ['/cg/a'], next: 'c1', caughtUp: true } }))),
      [],
    );
  });
});
