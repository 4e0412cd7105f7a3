import assert from 'node:assert/strict';
import { type Script, ScriptedClient, type ScriptedPage } from '../../../doubles/scripted-client';
import { badRequest, DAY, HOUR, kinds, MINUTE, NOW, newStream, poll } from './poll';
import { all, body, END, only } from './scripted-feed';

const ZERO = Buffer.from('[receipt=0-0, av=0-0]:cg').toString('base64');

type Pages = Readonly<Record<string, ScriptedPage>>;

/** Pages by request cursor ('' for a request by date); the last page has no usable cursor. */
const broken = (bad: string): Pages => ({
  '': { files: ['/a'], next: 'one', caughtUp: false },
  one: { files: ['/b'], next: bad, caughtUp: false },
  two: { files: ['/b'], next: 'one', caughtUp: false },
});

/** Answers from `before`, and from `after` once a request is by date again. An unknown cursor is refused. */
function scripted(before: Pages, after: Pages): ScriptedClient {
  let pages = before;
  return new ScriptedClient({
    list: ({ nextPage = '' }, count) => {
      if (nextPage === '' && count > 1) pages = after;
      const page = pages[nextPage];
      if (page === undefined) throw badRequest();
      return page;
    },
    body,
  });
}

describe('batch feed: unusable cursors', () => {
  for (const [name, bad] of [
    ['refused', 'dead'],
    ['repeated', 'one'],
    ['going round in a circle', 'two'],
    ['all zero', ZERO],
  ] as const) {
    it(`${name}: rewinds by time with one report, and reads nothing twice`, async () => {
      const client = scripted(broken(bad), {
        '': { files: ['/a', '/b', '/c'], next: 'fresh', caughtUp: false },
        fresh: END,
      });
      const { records, notices, position, error } = await poll(client);
      assert.deepEqual([records, error], [all('a', 'b', 'c'), undefined]);
      const notice = only(notices);
      assert.equal(notice.kind, 'rewind');
      assert.equal(notice.kind === 'rewind' && notice.from, '2026-11-19T00:00:00.000Z');
      assert.equal(position?.cursor, 'end');
      assert.ok(client.calls < 8);
    });
  }

  it('ends the poll when the rewind by time fails, and requests by date again in the next one', async () => {
    const client = new ScriptedClient({ list: () => ({ files: ['/a'], next: ZERO, caughtUp: false }), body });
    const { records, position, error } = await poll(client);
    assert.deepEqual([records, error, position?.cursor], [all('a'), undefined, null]);
    assert.ok(client.calls <= 3, `${client.calls} calls`);
  });

  it('continues with a repeated cursor while there is nothing new', async () => {
    const client = new ScriptedClient({ list: () => END, body });
    const first = await poll(client);
    const second = await poll(client, { from: first.position, now: NOW + DAY });
    assert.deepEqual([kinds(first), kinds(second), second.position?.cursor], [[], [], 'end']);
  });

  it('passes on an error that does not depend on the cursor, and keeps its position', async () => {
    const client = new ScriptedClient({
      list: () => {
        throw badRequest();
      },
      body,
    });
    const { error } = await poll(client);
    assert.ok(error instanceof Error && 'status' in error && error.status === 400);
    assert.ok(client.calls <= 3);
  });

  it('requests a later day once when the day is refused, and reports the range before it', async () => {
    const client = new ScriptedClient({
      list: ({ dateRangeStartsAt = '' }) => {
        if (dateRangeStartsAt !== '' && dateRangeStartsAt < '2026-11-15') throw badRequest();
        return { files: ['/a'], ...END };
      },
      body,
    });
    const { records, notices } = await poll(client, { lookbackMs: 30 * DAY });
    assert.deepEqual(records, all('a'));
    const notice = only(notices);
    assert.ok(notice.kind === 'gap');
    assert.deepEqual([notice.from, notice.to], ['2026-11-14T00:00:00.000Z', '2026-11-15T00:00:00.000Z']);
  });
});

/** Lists one file a page with a constant cursor: each request with it brings the next file. A date starts again. */
function constantList(files: readonly string[], caughtUp: boolean | undefined): Script['list'] {
  let at = 0;
  return ({ nextPage }) => {
    if (nextPage === undefined) at = 0;
    const file = files[at];
    at = Math.min(at + 1, files.length);
    return file === undefined ? { next: 'same', caughtUp } : { files: [file], next: 'same', caughtUp: false };
  };
}

function constantFeed(files: readonly string[], caughtUp: boolean | undefined): ScriptedClient {
  return new ScriptedClient({ list: constantList(files, caughtUp), body });
}

describe('batch feed: one cursor for all pages', () => {
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
  const paths = (names: readonly string[]): string[] => names.map((name) => `/${name}`);

  for (const caughtUp of [false, true, undefined]) {
    it(`reads all pages without a report, and the later ones in later polls (caught up: ${caughtUp})`, async () => {
      const files = paths(NAMES);
      const client = constantFeed(files, caughtUp);
      const stream = newStream();
      const first = await poll(client, { stream });
      assert.deepEqual([first.records, kinds(first), first.error], [all(...NAMES), [], undefined]);
      files.push('/k', '/l');
      const second = await poll(client, { stream, from: first.position, now: NOW + MINUTE });
      assert.deepEqual([second.records, kinds(second)], [all('k', 'l'), []]);
      const calls = client.calls;
      const third = await poll(client, { stream, from: second.position, now: NOW + 2 * MINUTE });
      assert.deepEqual([third.records, kinds(third), client.calls - calls], [[], [], 1]);
    });
  }

  it('loses nothing after a crash at any page, and repeats at most the file that was not finished', async () => {
    for (let pages = 1; pages < 30; pages += 1) {
      const client = constantFeed(paths(NAMES), false);
      const first = await poll(client, { stream: newStream(), pages });
      const second = await poll(client, { stream: newStream(), from: first.position });
      const both = [...first.records, ...second.records];
      assert.deepEqual([...new Set(both)].sort(), all(...NAMES).sort(), `crash after page ${pages}`);
      assert.ok(both.length <= all(...NAMES).length + 3, `${both.length} records`);
    }
  });

  it('loses nothing when a poll with the cursor fails', async () => {
    const files = paths(NAMES);
    const client = constantFeed(files, false);
    const stream = newStream();
    const { position } = await poll(client, { stream });
    files.push('/k', '/l', '/m');
    const failed = await poll(client, { stream, from: position, now: NOW + MINUTE, pages: 1 });
    const last = await poll(client, { stream, from: failed.position, now: NOW + 2 * MINUTE });
    assert.deepEqual([...failed.records, ...last.records], all('k', 'l', 'm'));
  });

  it('reads by date again when the cursor has brought nothing for an hour', async () => {
    const files = paths(['a', 'b']);
    let isDead = false;
    const list = constantList(files, false);
    const client = new ScriptedClient({
      list: (query, count) =>
        isDead && 'nextPage' in query ? { next: 'same', caughtUp: false } : list(query, count),
      body,
    });
    const stream = newStream();
    const first = await poll(client, { stream });
    isDead = true;
    files.unshift('/c');
    const second = await poll(client, { stream, from: first.position, now: NOW + MINUTE });
    assert.deepEqual(second.records, []);
    const third = await poll(client, { stream, from: second.position, now: NOW + HOUR + MINUTE });
    assert.deepEqual(third.records, all('c'));
  });

  it('ends with reports, and not in a loop, when the last page comes again and again', async () => {
    const client = new ScriptedClient({
      list: ({ nextPage = '' }, count) => ({
        files: [nextPage === '' ? '/a' : `/${'bcd'[Math.min(count, 4) - 2] ?? 'd'}`],
        next: 'same',
        caughtUp: false,
      }),
      body,
    });
    const { records, notices, error } = await poll(client);
    assert.deepEqual([records, error], [all('a', 'b', 'c', 'd'), undefined]);
    assert.ok(notices.length > 0 && notices.every(({ kind }) => kind === 'rewind'));
    assert.ok(client.calls < 10, `${client.calls} calls`);
  });
});

describe('batch feed: after a long pause', () => {
  async function caughtUp() {
    const { position } = await poll(new ScriptedClient({ list: () => END, body }));
    return position;
  }

  it('reports nothing lost within the retention', async () => {
    const client = new ScriptedClient({
      list: () => ({ files: ['/a'], next: 'later', caughtUp: true }),
      body,
    });
    const { records, notices } = await poll(client, { from: await caughtUp(), now: NOW + 7 * DAY });
    assert.deepEqual([records, notices], [all('a'), []]);
  });

  it('reports the range beyond the retention as one gap with exact bounds', async () => {
    const client = new ScriptedClient({
      list: ({ nextPage }) => ({
        files: [`/${nextPage}`],
        next: 'last',
        caughtUp: nextPage === 'last',
      }),
      body,
    });
    const later = await poll(client, { from: await caughtUp(), now: NOW + 9 * DAY });
    const notice = only(later.notices);
    assert.ok(notice.kind === 'gap');
    assert.deepEqual([notice.from, notice.to], ['2026-11-20T12:00:00.000Z', '2026-11-22T12:00:00.000Z']);
    assert.equal(notice.recoverable, false);
    const repeated = await poll(client, { from: later.position, now: NOW + 9 * DAY });
    assert.deepEqual(kinds(repeated), [], 'told once');
  });

  it('reports one gap up to the first available day when the cursor is unusable too', async () => {
    const client = new ScriptedClient({
      list: ({ nextPage }) => {
        if (nextPage === 'end') throw badRequest();
        return { files: ['/a'], next: 'fresh', caughtUp: true };
      },
      body,
    });
    const { notices } = await poll(client, { from: await caughtUp(), now: NOW + 9 * DAY });
    const gaps = notices.filter(({ kind }) => kind === 'gap');
    const notice = only(gaps);
    assert.ok(notice.kind === 'gap');
    assert.deepEqual([notice.from, notice.to], ['2026-11-20T12:00:00.000Z', '2026-11-23T00:00:00.000Z']);
    assert.equal(client.queries.at(-1)?.['dateRangeStartsAt'], '2026-11-23');
  });
});
