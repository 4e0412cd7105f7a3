import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { MAX_PARTIAL_FILES } from '../../../../nodes/lib/streams/siem-batch/read-page';
import { failingAfter } from '../../../doubles/blocks';
import { ScriptedClient, type ScriptedPage } from '../../../doubles/scripted-client';
import { expired, poll, unreachable } from './poll';
import { all, END, text } from './scripted-feed';

describe('batch feed: broken files', () => {
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
    it(`keeps the good lines of a file that ${name}, retries, then reports the rest as a gap at the second poll`, async () => {
      const client = new ScriptedClient({
        list: () => page,
        body: (path) => (path === '/broken' ? cut : text('b')),
      });
      const first = await poll(client, { chunk: 10 });
      assert.ok(first.error instanceof MimecastError);
      assert.deepEqual([first.error.code, first.error.transient], ['MIMECAST_BAD_ANSWER', true]);
      assert.match(
        first.error.message,
        /^\/broken can't be unpacked \(.+\); it will be retried automatically$/,
      );
      assert.deepEqual(first.notices, [], 'nothing was given up yet');
      const second = await poll(client, { chunk: 10, from: first.position });
      const { notices, position, error } = second;
      const records = [...first.records, ...second.records];
      assert.equal(error, undefined);
      const good = records.filter((record) => record.startsWith('{"i"'));
      assert.deepEqual(good, lines.slice(0, good.length), 'each once, in order');
      assert.ok(good.length > 150, `${good.length} lines`);
      assert.deepEqual(records.slice(good.length), all('b'));
      const tries = client.opened.filter((path) => path === '/broken').length;
      assert.ok(tries >= 4, 'tried again, in both polls');
      assert.ok(tries < 12, `${tries} tries`);
      const gap = notices.find(({ kind }) => kind === 'gap');
      assert.ok(gap?.kind === 'gap');
      assert.match(gap.reason, new RegExp(`^/broken: .*after line ${good.length}$`));
      const quarantine = notices.find(({ kind }) => kind === 'quarantine');
      assert.ok(quarantine?.kind === 'quarantine' && quarantine.count === 1, 'the torn line');
      assert.equal(quarantine.samples[0]?.line, good.length + 1);
      assert.equal(position?.cursor, 'end');
    });
  }

  for (const tries of [1, 2, 3, 4, 5]) {
    it(`loses nothing of a file that fails to decompress ${tries} times, and then succeeds`, async () => {
      const client = new ScriptedClient({
        list: () => page,
        body: (path, count) => (path === '/b' ? text('b') : count <= tries ? whole.subarray(0, 2000) : whole),
      });
      const first = await poll(client, { chunk: 10 });
      const second = await poll(client, { chunk: 10, from: first.position });
      const records = [...first.records, ...second.records];
      assert.deepEqual(records.toSorted(), [...lines, ...all('b')].toSorted(), 'each once');
      assert.deepEqual([...first.notices, ...second.notices], []);
    });
  }

  it('has at most a hundred started files in its position, and loses none of them', async () => {
    const files = Array.from({ length: 130 }, (_, index) => `/file-${index}`);
    let isBroken = true;
    const client = new ScriptedClient({
      list: () => ({ files, next: 'end', caughtUp: true }),
      body: (path) => (isBroken ? failingAfter(whole.subarray(0, 20), unreachable()) : text(path)),
    });
    // Each poll starts one more file: the first is polled, and the position has 97 others like it.
    const { position: one } = await poll(client);
    assert.deepEqual(
      one?.partial.map(({ path }) => path),
      ['/file-0'],
    );
    let from: Awaited<ReturnType<typeof poll>>['position'] = one && {
      ...one,
      partial: files.slice(0, 98).flatMap((path) => one.partial.map((file) => ({ ...file, path }))),
    };
    let most = 0;
    for (let polls = 0; polls < 6; polls += 1) {
      const { position, notices, records } = await poll(client, { from });
      assert.deepEqual([notices, records], [[], []]);
      from = position;
      most = Math.max(most, position?.partial.length ?? 0);
    }
    assert.equal(most, MAX_PARTIAL_FILES);
    isBroken = false;
    const { records, notices, position } = await poll(client, { from });
    assert.deepEqual(records.toSorted(), files.flatMap((path) => all(path)).toSorted(), 'each once');
    assert.deepEqual([notices, position?.partial], [[], []]);
  });

  it('resumes where the connection broke, without a report', async () => {
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

  it('fails with the connection error when it breaks at the same place, and keeps its place', async () => {
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
    // After the other file, which it must not block.
    assert.deepEqual([...records, ...after.records].toSorted(), [...lines, ...all('b')].toSorted());
  });

  it('reports the bad lines of a file once, also over a restart', async () => {
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

  it('drops the bad lines of a file whose size has changed: it is another file', async () => {
    const client = new ScriptedClient({
      list: (_query, count) => ({ ...END, files: [{ path: '/m', size: count === 1 ? 100 : 29 }] }),
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

  it('accepts empty files', async () => {
    const client = new ScriptedClient({
      list: () => ({ ...END, files: ['/empty', '/nothing', '/b'] }),
      body: (path) => (path === '/empty' ? '' : path === '/nothing' ? new Uint8Array(0) : text('b')),
    });
    const { records, notices } = await poll(client);
    assert.deepEqual([records, notices], [all('b'), []]);
  });

  describe('plain text, which has no end marker', () => {
    const plain = Buffer.from(lines.join('\n'));
    const short = plain.subarray(0, plain.length / 2);
    const listed = { ...END, files: [{ path: '/plain', size: plain.length }, '/b'] };

    for (const [name, cut] of [
      ['half of it', short],
      ['nothing', Buffer.alloc(0)],
      ['one byte', plain.subarray(0, 1)],
    ] as const) {
      it(`is read to its end when the storage first returns ${name}, less than the listed size`, async () => {
        const client = new ScriptedClient({
          list: () => listed,
          body: (path, count) => (path === '/b' ? text('b') : count === 1 ? cut : plain),
        });
        const { records, notices } = await poll(client, { chunk: 10 });
        assert.deepEqual([records, notices], [[...lines, ...all('b')], []]);
      });
    }

    it('is a gap when it stays shorter than the listed size', async () => {
      const client = new ScriptedClient({
        list: () => listed,
        body: (path) => (path === '/b' ? text('b') : short),
      });
      const first = await poll(client, { chunk: 10 });
      const second = await poll(client, { chunk: 10, from: first.position });
      const { notices, error } = second;
      const records = [...first.records, ...second.records];
      assert.equal(error, undefined);
      const good = records.length - 3;
      assert.deepEqual(records, [...lines.slice(0, good), ...all('b')]);
      const gap = notices.find(({ kind }) => kind === 'gap');
      assert.ok(gap?.kind === 'gap');
      assert.match(gap.reason, new RegExp(`^/plain: it breaks off after line ${good}$`));
    });

    it('may be longer than the listed size, which counts compressed bytes', async () => {
      const client = new ScriptedClient({
        list: () => ({ ...END, files: [{ path: '/plain', size: 100 }] }),
        body: () => plain,
      });
      const { records, notices } = await poll(client, { chunk: 10 });
      assert.deepEqual([records, notices], [lines, []]);
    });
  });

  it('gives up a file that was broken each time, not one whose last failure alone was that', async () => {
    const corrupt = Buffer.concat([whole.subarray(0, 10), Buffer.alloc(64, 0xff)]);
    const client = (troubles: number): ScriptedClient =>
      new ScriptedClient({
        list: () => ({ ...END, files: ['/broken'] }),
        body: (_path, count) => {
          if (count > troubles) return whole;
          if (count < 3) throw expired(403);
          return corrupt;
        },
      });
    const first = await poll(client(3), { chunk: 10 });
    assert.deepEqual([first.records, first.notices], [[], []], 'nothing was given up');
    const then = await poll(client(0), { chunk: 10, from: first.position });
    assert.deepEqual([then.records, then.notices], [lines, []]);
  });

  it('never shows the query string of a link, whatever fails', async () => {
    const client = new ScriptedClient({
      list: () => page,
      body: (path) => {
        if (path === '/b') throw expired(404);
        return whole.subarray(0, 500);
      },
    });
    const first = await poll(client);
    const second = await poll(client, { from: first.position });
    assert.ok(first.error instanceof MimecastError);
    assert.equal(second.notices.length, 3, 'two gaps and a torn line');
    const visible = JSON.stringify([first, second, first.error.message, first.error.endpoint]);
    assert.doesNotMatch(visible, /Signature|storage\.example/);
  });

  it('reads a file that has more than a file may have up to there, reports the rest, and goes on', async () => {
    const good = ['{"i":1}', '{"i":2}'];
    const bomb = gzipSync(`${good.join('\n')}\n${'x\n'.repeat(100_001)}{"i":3}\n`);
    const client = new ScriptedClient({
      list: () => page,
      body: (path) => (path === '/broken' ? bomb : text('b')),
    });
    const { records, notices, error } = await poll(client);
    assert.equal(error, undefined);
    assert.deepEqual(records, [...good, ...all('b')]);
    const gap = notices.find(({ kind }) => kind === 'gap');
    assert.ok(gap?.kind === 'gap');
    assert.match(
      gap.reason,
      /^\/broken: more than 100000 of its lines are no records, so it is not read after line/,
    );
    const quarantine = notices.find(({ kind }) => kind === 'quarantine');
    assert.ok(quarantine?.kind === 'quarantine');
    assert.equal(quarantine.samples.length, 5);
    assert.equal(client.opened.filter((path) => path === '/broken').length, 1, 'not tried again');
  });
});
