import assert from 'node:assert/strict';
import { ScriptedClient, type ScriptedPage } from '../../../doubles/scripted-client';
import { badRequest, DAY, kinds, NOW, poll } from './poll';
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
