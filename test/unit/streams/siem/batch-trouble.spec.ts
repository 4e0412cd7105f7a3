import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Notice } from '../../../../nodes/lib/shipping/stream';
import { failingAfter } from '../../../doubles/blocks';
import { ScriptedClient, type ScriptedPage } from '../../../doubles/scripted-client';
import { badRequest, DAY, expired, kinds, linesOf, NOW, poll, unreachable } from './poll';

const ZERO = Buffer.from('[receipt=0-0, av=0-0]:cg').toString('base64');
const text = (name: string): string => linesOf(name, 3).join('\n');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const body = (path: string): string => text(nameOf(path));
const all = (...names: string[]): string[] => names.flatMap((name) => linesOf(name, 3));
const END: ScriptedPage = { next: 'end', caughtUp: true };

const only = (notices: readonly Notice[]): Notice => {
  assert.equal(notices.length, 1);
  const [notice] = notices;
  assert.ok(notice);
  return notice;
};

type Pages = Readonly<Record<string, ScriptedPage>>;

/** Pages by the cursor they are asked for with ('': by date), the last of which leads nowhere. */
const broken = (bad: string): Pages => ({
  '': { files: ['/a'], next: 'one', caughtUp: false },
  one: { files: ['/b'], next: bad, caughtUp: false },
  two: { files: ['/b'], next: 'one', caughtUp: false },
});

/** Answers from `before`, and from `after` once it is asked by date again. A cursor without a page is refused. */
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

describe('batch feed: cursors that are worth nothing', () => {
  for (const [name, bad] of [
    ['refused', 'dead'],
    ['repeated', 'one'],
    ['going round in a circle', 'two'],
    ['all zero', ZERO],
  ] as const) {
    it(`${name}: goes back by time with one report, and reads nothing twice`, async () => {
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

  it('ends the poll when the way back by time leads nowhere, and goes by date again in the next one', async () => {
    const client = new ScriptedClient({ list: () => ({ files: ['/a'], next: ZERO, caughtUp: false }), body });
    const { records, position, error } = await poll(client);
    assert.deepEqual([records, error, position?.cursor], [all('a'), undefined, null]);
    assert.ok(client.calls <= 3, `${client.calls} calls`);
  });

  it('goes on with a cursor that repeats itself while there is nothing new', async () => {
    const client = new ScriptedClient({ list: () => END, body });
    const first = await poll(client);
    const second = await poll(client, { from: first.position, now: NOW + DAY });
    assert.deepEqual([kinds(first), kinds(second), second.position?.cursor], [[], [], 'end']);
  });

  it('passes on what refuses the request whatever the cursor, and has a place to go on', async () => {
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

  it('asks for a later day once when the day is refused, and reports what lies before', async () => {
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

describe('batch feed: after a long time off', () => {
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

  it('reports what lies behind the retention as one gap with exact bounds', async () => {
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
    const again = await poll(client, { from: later.position, now: NOW + 9 * DAY });
    assert.deepEqual(kinds(again), [], 'told once');
  });

  it('reports one gap up to the first day that can be asked for when the cursor is dead too', async () => {
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

describe('batch feed: files that make trouble', () => {
  const page: ScriptedPage = { files: ['/a', '/b', '/c'], next: 'end', caughtUp: true };

  it('lists the page again for a fresh link when one has expired', async () => {
    const client = new ScriptedClient({
      list: () => page,
      body: (path, count) => {
        if (path === '/b' && count === 1) throw expired();
        return body(path);
      },
    });
    const { records, notices, position } = await poll(client);
    assert.deepEqual([records, notices], [all('a', 'b', 'c'), []]);
    assert.equal(client.calls, 2);
    assert.deepEqual(client.queries[0], client.queries[1], 'the same page');
    assert.deepEqual([position?.cursor, position?.partial], ['end', []]);
  });

  it('reports a file that the storage does not have, and reads the others', async () => {
    const client = new ScriptedClient({
      list: () => page,
      body: (path) => {
        if (path === '/b') throw expired(404);
        return body(path);
      },
    });
    const { records, notices, position, error } = await poll(client);
    assert.deepEqual([records, error], [all('a', 'c'), undefined]);
    const notice = only(notices);
    assert.ok(notice.kind === 'gap' && notice.reason.startsWith('/b: '));
    assert.equal(position?.cursor, 'end');
  });

  it('does not give a file up because a storage refuses it for a while', async () => {
    let refuses = true;
    const client = new ScriptedClient({
      list: () => page,
      body: (path) => {
        if (path === '/b' && refuses) throw expired();
        return body(path);
      },
    });
    const first = await poll(client);
    assert.ok(first.error instanceof Error);
    assert.deepEqual(kinds(first), []);
    refuses = false;
    const second = await poll(client, { from: first.position });
    assert.deepEqual([...first.records, ...second.records].toSorted(), all('a', 'b', 'c'));
  });

  it('gives it up, with a report, when it is refused in poll after poll', async () => {
    const client = new ScriptedClient({
      list: () => page,
      body: (path) => {
        if (path === '/b') throw expired();
        return body(path);
      },
    });
    let polled = await poll(client);
    let polls = 1;
    const records = [...polled.records];
    while (polled.error !== undefined) {
      assert.ok(polls < 20, 'it must come to an end');
      polled = await poll(client, { from: polled.position });
      records.push(...polled.records);
      polls += 1;
    }
    assert.ok(polls > 2);
    assert.deepEqual(records.toSorted(), all('a', 'c'));
    assert.equal(only(polled.notices).kind, 'gap');
  });

  it('gives up no file while the storage refuses all of them, however long', async () => {
    let closed = true;
    const client = new ScriptedClient({
      list: () => page,
      body: (path) => {
        if (closed) throw expired();
        return body(path);
      },
    });
    let polled = await poll(client);
    for (let polls = 0; polls < 20; polls += 1) {
      polled = await poll(client, { from: polled.position });
      assert.ok(polled.error !== undefined);
      assert.deepEqual([polled.records, polled.notices], [[], []]);
    }
    closed = false;
    assert.deepEqual((await poll(client, { from: polled.position })).records.toSorted(), all('a', 'b', 'c'));
  });

  it('reads the other files of a page before one that is refused again and again', async () => {
    const client = new ScriptedClient({
      list: () => page,
      body: (path) => {
        if (path === '/a') throw expired();
        return body(path);
      },
    });
    const first = await poll(client);
    assert.deepEqual(first.records, []);
    const second = await poll(client, { from: first.position });
    assert.deepEqual(second.records.toSorted(), all('b', 'c'));
  });

  it('fails the poll when the storage can not be reached, and goes on there for as long as it takes', async () => {
    let down = true;
    const client = new ScriptedClient({
      list: () => page,
      body: (path) => {
        if (path === '/b' && down) throw unreachable();
        return body(path);
      },
    });
    let polled = await poll(client);
    const records = [...polled.records];
    for (let polls = 0; polls < 20; polls += 1) {
      assert.match(String(polled.error), /does not answer/);
      assert.deepEqual(polled.notices, []);
      assert.equal(polled.position?.cursor, null);
      polled = await poll(client, { from: polled.position });
      records.push(...polled.records);
    }
    down = false;
    const last = await poll(client, { from: polled.position });
    assert.deepEqual([...records, ...last.records], all('a', 'b', 'c'));
  });

  it('reports a file that is under way and gone when the page is listed again', async () => {
    const before = await poll(new ScriptedClient({ list: () => page, body }), { chunk: 1, pages: 2 });
    const client = new ScriptedClient({ list: () => ({ ...page, files: ['/b', '/c'] }), body });
    const { records, notices, position } = await poll(client, { from: before.position });
    assert.deepEqual([before.records, records], [linesOf('a', 2), all('b', 'c')]);
    const notice = only(notices);
    assert.ok(notice.kind === 'gap');
    assert.match(notice.reason, /^\/a: .*2 lines/);
    assert.deepEqual(position?.partial, []);
  });

  it('finds a file again that one listing left out', async () => {
    const before = await poll(new ScriptedClient({ list: () => page, body }), { chunk: 1, pages: 1 });
    const client = new ScriptedClient({
      list: (_query, count) => (count === 1 ? { ...page, files: ['/b', '/c'] } : page),
      body,
    });
    const { records, notices } = await poll(client, { from: before.position });
    assert.deepEqual([...before.records, ...records].toSorted(), all('a', 'b', 'c'));
    assert.deepEqual(notices, []);
  });

  it('reads a file from its first line that has another size now, and says so', async () => {
    const sized = (size: number): ScriptedPage => ({ ...END, files: [{ path: '/a', size }] });
    const before = await poll(new ScriptedClient({ list: () => sized(100), body }), { chunk: 1, pages: 2 });
    const client = new ScriptedClient({ list: () => sized(200), body: () => text('new') });
    const { records, notices } = await poll(client, { from: before.position });
    assert.deepEqual(records, all('new'));
    const notice = only(notices);
    assert.ok(notice.kind === 'rewind');
    assert.match(notice.reason, /^\/a: .*100.*200/);
  });

  it('finds a file that was begun on another page after a rewind by time', async () => {
    const before = await poll(
      new ScriptedClient({ list: ({ nextPage }) => (nextPage ? page : { next: 'p', files: ['/z'] }), body }),
      { chunk: 1, pages: 7 },
    );
    assert.deepEqual(
      before.position?.partial.map(({ path }) => path),
      ['/a'],
    );
    const client = new ScriptedClient({
      list: ({ nextPage }) => {
        if (nextPage === 'p') throw badRequest();
        return nextPage === undefined
          ? { files: ['/z', '/b'], next: 'q', caughtUp: false }
          : { files: ['/c', '/a'], next: 'end', caughtUp: true };
      },
      body,
    });
    const after = await poll(client, { from: before.position });
    assert.deepEqual([...before.records, ...after.records].toSorted(), all('a', 'b', 'c', 'z'));
    assert.deepEqual(kinds(after), ['rewind']);
  });

  it('waits for the end of the feed before it calls a begun file lost after a rewind', async () => {
    const before = await poll(new ScriptedClient({ list: () => page, body }), { chunk: 1, pages: 1 });
    const from = before.position && {
      ...before.position,
      partial: before.position.partial.map((file) => ({ ...file, anywhere: true })),
    };
    const early = new ScriptedClient({ list: () => ({ next: 'p', caughtUp: false }), body });
    const pause = await poll(early, { from });
    assert.deepEqual([kinds(pause), pause.position?.partial.length], [[], 1], 'an empty page is not the end');
    const end = await poll(new ScriptedClient({ list: () => END, body }), { from: pause.position });
    assert.deepEqual([kinds(end), end.position?.partial], [['gap'], []]);
  });
});

describe('batch feed: files that break', () => {
  const lines = Array.from({ length: 400 }, (_, i) => JSON.stringify({ i, noise: Math.sin(i).toString(36) }));
  const whole = gzipSync(lines.join('\n'));
  const page: ScriptedPage = { files: ['/broken', '/b'], next: 'end', caughtUp: true };

  for (const [name, cut] of [
    ['ends early', whole.subarray(0, Math.floor(whole.length / 2))],
    [
      'is corrupt',
      Buffer.concat([whole.subarray(0, Math.floor(whole.length / 2)), Buffer.alloc(whole.length, 0xff)]),
    ],
  ] as const) {
    it(`keeps the good lines of a file that ${name}, tries again, then reports the rest as a gap`, async () => {
      const client = new ScriptedClient({
        list: () => page,
        body: (path) => (path === '/broken' ? cut : text('b')),
      });
      const { records, notices, position, error } = await poll(client, { chunk: 10 });
      assert.equal(error, undefined);
      const good = records.filter((record) => record.startsWith('{"i"'));
      assert.deepEqual(good, lines.slice(0, good.length), 'each once, in order');
      assert.ok(good.length > 150, `${good.length} lines`);
      assert.deepEqual(records.slice(good.length), all('b'));
      assert.ok(client.opened.filter((path) => path === '/broken').length >= 2, 'tried again');
      assert.ok(client.opened.length < 12);
      const gap = notices.find(({ kind }) => kind === 'gap');
      assert.ok(gap?.kind === 'gap');
      assert.match(gap.reason, new RegExp(`^/broken: .*after line ${good.length}$`));
      const quarantine = notices.find(({ kind }) => kind === 'quarantine');
      assert.ok(quarantine?.kind === 'quarantine' && quarantine.count === 1, 'the torn line');
      assert.equal(quarantine.samples[0]?.line, good.length + 1);
      assert.equal(position?.cursor, 'end');
    });
  }

  it('reads on where the connection broke, and needs no report', async () => {
    const client = new ScriptedClient({
      list: () => page,
      body: (path, count) => {
        if (path !== '/broken') return text('b');
        return count === 1 ? failingAfter(whole.subarray(0, 2000), unreachable()) : whole;
      },
    });
    const { records, notices } = await poll(client, { chunk: 10 });
    assert.deepEqual([records, notices], [[...lines, ...all('b')], []]);
  });

  it('fails with the error of the connection when it breaks at the same place, and keeps the place', async () => {
    const client = new ScriptedClient({
      list: () => page,
      body: () => failingAfter(whole.subarray(0, 2000), unreachable()),
    });
    const { records, error, position } = await poll(client, { chunk: 10 });
    assert.match(String(error), /does not answer/, 'the cause, not the torn line');
    assert.deepEqual(records, lines.slice(0, records.length));
    assert.equal(position?.partial[0]?.line, records.length);
    const after = await poll(
      new ScriptedClient({ list: () => page, body: (path) => (path === '/b' ? text('b') : whole) }),
      {
        from: position,
        chunk: 10,
      },
    );
    // Behind the other file, which it must not keep from being read.
    assert.deepEqual([...records, ...after.records].toSorted(), [...lines, ...all('b')].toSorted());
  });

  it('reports the bad lines of a file once, also when a restart came in between', async () => {
    const mixed = ['{"n":1}', 'bad', '{"n":2}', '', '[]', '{"n":3}', 'end'].join('\n');
    for (let pages = 1; pages <= 3; pages += 1) {
      const client = (): ScriptedClient =>
        new ScriptedClient({ list: () => ({ ...END, files: ['/m'] }), body: () => mixed });
      const before = await poll(client(), { chunk: 1, pages });
      const after = await poll(client(), { chunk: 1, from: before.position });
      assert.deepEqual([...before.records, ...after.records], ['{"n":1}', '{"n":2}', '{"n":3}']);
      assert.deepEqual(
        [...before.notices, ...after.notices],
        [
          {
            kind: 'quarantine',
            file: '/m',
            count: 3,
            samples: [
              { line: 2, text: 'bad' },
              { line: 5, text: '[]' },
              { line: 7, text: 'end' },
            ],
          },
        ],
      );
    }
  });

  it('forgets the bad lines of a file that has another size now: it is another file', async () => {
    const client = new ScriptedClient({
      list: (_query, count) => ({ ...END, files: [{ path: '/m', size: count === 1 ? 100 : 200 }] }),
      body: (_path, count) =>
        count === 1
          ? failingAfter(Buffer.from('{"old":1}\nbad\nworse\n{"old":2}\n'), unreachable())
          : ['{"new":1}', 'other', '{"new":2}'].join('\n'),
    });
    const { records, notices } = await poll(client);
    assert.deepEqual(records, ['{"old":1}', '{"old":2}', '{"new":1}', '{"new":2}']);
    const quarantine = notices.find(({ kind }) => kind === 'quarantine');
    assert.ok(quarantine?.kind === 'quarantine');
    assert.deepEqual([quarantine.count, quarantine.samples], [1, [{ line: 2, text: 'other' }]]);
  });

  it('takes empty files for files', async () => {
    const client = new ScriptedClient({
      list: () => ({ ...END, files: ['/empty', '/nothing', '/b'] }),
      body: (path) => (path === '/empty' ? '' : path === '/nothing' ? new Uint8Array(0) : text('b')),
    });
    const { records, notices } = await poll(client);
    assert.deepEqual([records, notices], [all('b'), []]);
  });

  it('never shows the query string of a link, whatever goes wrong', async () => {
    const client = new ScriptedClient({
      list: () => page,
      body: (path) => {
        if (path === '/b') throw expired(404);
        return whole.subarray(0, 500);
      },
    });
    const polled = await poll(client);
    assert.ok(polled.notices.length > 1);
    assert.doesNotMatch(JSON.stringify(polled), /Signature|storage\.example/);
  });
});
