import assert from 'node:assert/strict';
import { ScriptedClient, type ScriptedPage } from '../../../doubles/scripted-client';
import { badRequest, expired, kinds, linesOf, poll, unreachable } from './poll';
import { all, body, END, only, text } from './scripted-feed';

describe('batch feed: failing files', () => {
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

  it('keeps a file that the storage refuses for a short time', async () => {
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

  it('gives a file up, with a report, when it is refused in several polls', async () => {
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

  it('reads the other files of a page before one that is refused repeatedly', async () => {
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

  it('fails the poll when the storage cannot be reached, and retries from there indefinitely', async () => {
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

  it('reports a started file that is gone when the page is listed again', async () => {
    const before = await poll(new ScriptedClient({ list: () => page, body }), { chunk: 1, pages: 2 });
    const client = new ScriptedClient({ list: () => ({ ...page, files: ['/b', '/c'] }), body });
    const { records, notices, position } = await poll(client, { from: before.position });
    assert.deepEqual([before.records, records], [linesOf('a', 2), all('b', 'c')]);
    const notice = only(notices);
    assert.ok(notice.kind === 'gap');
    assert.match(notice.reason, /^\/a: .*2 lines/);
    assert.deepEqual(position?.partial, []);
  });

  it('finds a file again that one listing omitted', async () => {
    const before = await poll(new ScriptedClient({ list: () => page, body }), { chunk: 1, pages: 1 });
    const client = new ScriptedClient({
      list: (_query, count) => (count === 1 ? { ...page, files: ['/b', '/c'] } : page),
      body,
    });
    const { records, notices } = await poll(client, { from: before.position });
    assert.deepEqual([...before.records, ...records].toSorted(), all('a', 'b', 'c'));
    assert.deepEqual(notices, []);
  });

  it('reads a file from its first line when its size has changed, and reports it', async () => {
    const sized = (size: number): ScriptedPage => ({ ...END, files: [{ path: '/a', size }] });
    const before = await poll(new ScriptedClient({ list: () => sized(100), body }), { chunk: 1, pages: 2 });
    const client = new ScriptedClient({ list: () => sized(200), body: () => text('new') });
    const { records, notices } = await poll(client, { from: before.position });
    assert.deepEqual(records, all('new'));
    const notice = only(notices);
    assert.ok(notice.kind === 'rewind');
    assert.match(notice.reason, /^\/a: .*100.*200/);
  });

  it('finds a started file on another page after a rewind by time', async () => {
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

  it('waits for the end of the feed before it reports a started file as lost after a rewind', async () => {
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
