import assert from 'node:assert/strict';
import { z } from 'zod';
import { accountNode, helper } from './account-helper';
import { eachTest } from './each-test';
import { RECORDS, SiemRig, SLOT, siemNode, surroundings, tab, until } from './siem-rig';

const parts = z.strictObject({
  id: z.string(),
  type: z.literal('array'),
  index: z.number(),
  count: z.number(),
  len: z.literal(1),
});

describe('The messages of the SIEM node', () => {
  let rig: SiemRig;
  eachTest(async () => {
    rig = await SiemRig.start();
    return rig;
  });

  const written = (): readonly string[] => [...rig.simulator.ledger.lines('receipt')];

  describe('one for each event', () => {
    beforeEach(async () => {
      await rig.load(rig.flow(siemNode({ output: 'event', chunk: 3 })));
      await rig.poll();
    });

    it('contain the record as Mimecast sent it', () => {
      assert.deepEqual(
        rig.records.map(({ payload }) => payload),
        written().map((line) => JSON.parse(line)),
      );
    });

    it('contain the origin of the record', () => {
      const [first] = rig.records;
      assert.ok(first);
      assert.equal(first.topic, 'mimecast/siem/receipt');
      const { id, collectedAt, batch, ...rest } = first.mimecast;
      assert.deepEqual(rest, { account: 'CUSA00A000', log: 'siem', type: 'receipt' });
      assert.match(String(id), /^[0-9a-f]{32}$/);
      assert.ok(Math.abs(Date.parse(String(collectedAt)) - Date.now()) < 60_000);
      assert.deepEqual({ ...batch, id: '' }, { id: '', source: 'siem', index: 0, count: 3, attempt: 1 });
    });

    it('give each record an id of its own', () => {
      assert.equal(new Set(rig.records.map(({ mimecast }) => mimecast['id'])).size, RECORDS);
    });

    it('have the parts from which a Join node reassembles the page', () => {
      const pages = new Map<string, unknown[]>();
      for (const message of rig.records) {
        const part = parts.parse(message['parts']);
        assert.deepEqual(
          [part.id, part.index, part.count],
          [message.mimecast.batch.id, message.mimecast.batch.index, message.mimecast.batch.count],
        );
        const page = pages.get(part.id) ?? new Array(part.count).fill(undefined);
        page[part.index] = message.payload;
        pages.set(part.id, page);
      }
      assert.ok(pages.size >= RECORDS / 3);
      assert.deepEqual(
        [...pages.values()].flat(),
        written().map((line) => JSON.parse(line)),
      );
    });
  });

  it('may be one for each page', async () => {
    await rig.load(rig.flow(siemNode({ output: 'page', chunk: 4 })));
    await rig.poll();
    const pages = rig.records.map(({ payload, mimecast }) => {
      const page = z.array(z.looseObject({})).parse(payload);
      assert.ok(page.length <= 4);
      assert.equal(z.array(z.string()).parse(mimecast['ids']).length, page.length);
      assert.equal('id' in mimecast, false);
      assert.deepEqual([mimecast.batch.index, mimecast.batch.count], [0, 1]);
      return page;
    });
    assert.ok(rig.records.every((message) => !('parts' in message)));
    assert.deepEqual(
      pages.flat(),
      written().map((line) => JSON.parse(line)),
    );
  });

  it('may be lines, as they were written and without ids', async () => {
    await rig.load(rig.flow(siemNode({ output: 'lines', chunk: 4 })));
    await rig.poll();
    assert.deepEqual(
      rig.records.flatMap(({ payload }) => z.string().parse(payload).split('\n')),
      written(),
    );
    for (const { mimecast, ...message } of rig.records) {
      assert.deepEqual(Object.keys(mimecast).sort(), ['account', 'batch', 'collectedAt', 'log', 'type']);
      assert.equal('parts' in message, false);
    }
  });

  it('have the same id in every output mode, so that a sink may drop duplicates', async () => {
    await rig.load([
      tab,
      rig.account(),
      siemNode({ output: 'event' }),
      siemNode({ id: 'pages', output: 'page' }),
      ...surroundings(['siem', 'pages']),
    ]);
    await rig.poll('siem');
    const ids = rig.records.map(({ mimecast }) => mimecast['id']);
    await rig.poll('pages');
    const again = rig.records.slice(RECORDS).flatMap(({ mimecast }) => mimecast['ids']);
    assert.deepEqual(again, ids);
  });

  it('have hyphens in their topic where Mimecast has spaces in its word', async () => {
    await rig.load(rig.flow(siemNode({ types: 'url protect' })));
    await rig.poll();
    assert.ok(rig.records.length > 0);
    for (const { topic, mimecast } of rig.records)
      assert.deepEqual([topic, mimecast.type], ['mimecast/siem/url-protect', 'url protect']);
  });

  it('leave by the first output, reports by the second', async () => {
    await rig.load();
    await rig.poll();
    assert.ok(rig.records.every(({ topic }) => topic === 'mimecast/siem/receipt'));
    assert.deepEqual(
      rig.reports.map(({ kind }) => kind),
      ['poll'],
    );
  });

  it('are counted in a poll report, which comes for an empty poll, too', async () => {
    await rig.load(rig.flow(siemNode({ types: 'receipt, spam' })));
    await rig.poll();
    await rig.poll();
    const told = rig.kinds('poll').map(({ log, type, records, duplicates, complete }) => {
      return [log, type, records, duplicates, complete];
    });
    assert.deepEqual(told.slice(0, 2).sort(), [
      ['siem', 'receipt', RECORDS, 0, true],
      ['siem', 'spam', RECORDS, 0, true],
    ]);
    assert.deepEqual(told.slice(2).sort(), [
      ['siem', 'receipt', 0, 0, true],
      ['siem', 'spam', 0, 0, true],
    ]);
    for (const report of rig.kinds('poll'))
      assert.deepEqual(Object.keys(report).sort(), [
        'at',
        'bytes',
        'calls',
        'complete',
        'duplicates',
        'durationMs',
        'kind',
        'lagMs',
        'log',
        'pages',
        'records',
        'type',
        'window',
      ]);
  });

  it('are summarized in one line of the log, except for an empty poll', async () => {
    await rig.load(rig.flow(siemNode({ types: 'receipt,spam' }), rig.account({ name: 'Corp Example' })));
    const logged: string[] = [];
    helper.getNode('siem')?.addListener('call:log', (call: { args: unknown[] }) => {
      logged.push(String(call.args[0]));
    });
    await rig.poll();
    await rig.poll();
    assert.equal(logged.length, 1);
    assert.match(
      String(logged[0]),
      /^Corp Example: fetched 40 events \((receipt 20, spam 20|spam 20, receipt 20)\) in \d+\.\d s$/,
    );
  });

  it('are of all ten types where none is selected', async () => {
    await rig.load(rig.flow(siemNode({ types: '' })));
    await rig.poll();
    assert.equal(new Set(rig.kinds('poll').map(({ type }) => type)).size, 10);
    assert.deepEqual([...new Set(rig.records.map(({ mimecast }) => mimecast.type))].sort(), [
      'receipt',
      'spam',
      'url protect',
    ]);
  });

  it('continue from the last poll', async () => {
    await rig.load();
    await rig.poll();
    rig.simulator.advance(SLOT);
    await rig.poll();
    const { expected, lostCount, twice, invented } = rig.compare();
    assert.deepEqual([expected, lostCount, twice, invented], [RECORDS + 5, 0, 0, 0]);
  });

  it('are marked in the region demo', async () => {
    await rig.load(rig.flow(siemNode({ types: 'av' }), accountNode({ region: 'demo' })), {});
    helper.getNode('siem')?.receive({});
    await until(() => rig.records.length > 0, 'a record');
    const [first] = rig.records;
    assert.deepEqual([first?.mimecast['demo'], first?.mimecast['account']], [true, 'CDEMO00A000']);
    assert.match(String(rig.statuses[0]?.text), /^demo · /);
  });

  it('are not marked as demo data elsewhere', async () => {
    await rig.load();
    await rig.poll();
    assert.ok(rig.records.every(({ mimecast }) => !('demo' in mimecast)));
  });
});

describe('A message to the SIEM node', () => {
  let rig: SiemRig;
  eachTest(async () => {
    rig = await SiemRig.start();
    return rig;
  });

  for (const message of [{}, { action: 'poll' }]) {
    it(`polls (${JSON.stringify(message)}), and is done when the poll is`, async () => {
      await rig.load();
      await rig.poll('siem', message);
      assert.equal(rig.lines.length, RECORDS);
      assert.equal(rig.kinds('poll').length, 1);
      assert.equal(rig.completed.length, 1);
      assert.deepEqual(rig.errors, []);
    });
  }

  it('polls again although a poll is under way, but not concurrently', async () => {
    await rig.load();
    await Promise.all([rig.poll(), rig.poll(), rig.poll()]);
    assert.equal(rig.completed.length, 3);
    assert.ok(rig.kinds('poll').length <= 2, 'those that wait are answered by one poll');
    assert.deepEqual([rig.compare().lostCount, rig.compare().twice], [0, 0]);
  });

  it('is also completed when the poll has failed', async () => {
    rig.simulator.grants.active = false;
    await rig.load();
    await rig.poll();
    assert.equal(rig.completed.length, 1);
    assert.deepEqual(
      rig.errors.map(({ code }) => code),
      ['MIMECAST_AUTH'],
    );
  });

  it('with an unknown action is an error that names the known ones', async () => {
    await rig.load();
    await rig.poll('siem', { action: 'fetch' });
    const [error] = rig.errors;
    assert.ok(error);
    assert.equal(rig.errors.length, 1);
    assert.equal(error.code, 'MIMECAST_CONFIG');
    assert.match(error.message, /\bfetch is not an action of this node: use .*\bpoll\b/);
    assert.equal(error.source.id, 'siem');
    assert.deepEqual([rig.records.length, rig.kinds('poll').length, rig.completed.length], [0, 0, 0]);
    await until(() => rig.statuses.at(-1)?.fill === 'red', 'a red status');
    assert.match(String(rig.statuses.at(-1)?.['reason']), /^fetch is not an action/);
  });

  it('polls after one that was rejected', async () => {
    await rig.load();
    await rig.poll('siem', { action: 7 });
    await rig.poll();
    assert.equal(rig.lines.length, RECORDS);
    assert.deepEqual(rig.errors.length, 1);
  });

  it('is the only trigger of a poll with an interval of 0', async () => {
    await rig.load();
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.deepEqual(rig.simulator.requests, []);
    assert.deepEqual(rig.reports, []);
    assert.equal(rig.statuses.at(-1)?.text, 'waiting for the first poll');
  });

  it('is not needed with another interval', async () => {
    await rig.load(rig.flow(siemNode({ every: 0.05, everyUnit: 'seconds' })));
    await until(() => rig.kinds('poll').length >= 3, 'three polls');
    assert.deepEqual([rig.compare().lostCount, rig.compare().twice], [0, 0]);
  });
});
