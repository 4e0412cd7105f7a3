import assert from 'node:assert/strict';
import { z } from 'zod';
import { waitUntil } from '../../doubles/wait-until';
import { accountNode, helper } from '../support/account-helper';
import { useHarness } from '../support/each-test';
import { listenerNodes, RECORDS, SiemHarness, SLOT, siemNode, tab } from '../support/siem-harness';

const parts = z.strictObject({
  id: z.string(),
  type: z.literal('array'),
  index: z.number(),
  count: z.number(),
  len: z.literal(1),
});

describe('The messages of the SIEM node', () => {
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await SiemHarness.start();
    return harness;
  });

  const written = (): readonly string[] => [...harness.simulator.ledger.lines('receipt')];

  describe('in the mode with one message per event', () => {
    beforeEach(async () => {
      await harness.load(harness.flow(siemNode({ output: 'event', chunk: 3 })));
      await harness.poll();
    });

    it('contain the record as Mimecast sent it', () => {
      assert.deepEqual(
        harness.records.map(({ payload }) => payload),
        written().map((line) => JSON.parse(line)),
      );
    });

    it('contain the origin of the record', () => {
      const [first] = harness.records;
      assert.ok(first);
      assert.equal(first.topic, 'mimecast/siem/receipt');
      const { id, collectedAt, batch, ...rest } = first.mimecast;
      assert.deepEqual(rest, { account: 'CUSA00A000', log: 'siem', type: 'receipt' });
      assert.match(String(id), /^[0-9a-f]{32}$/);
      assert.ok(Math.abs(Date.parse(String(collectedAt)) - Date.now()) < 60_000);
      assert.deepEqual({ ...batch, id: '' }, { id: '', source: 'siem', index: 0, count: 3, attempt: 1 });
    });

    it('have a separate id for each record', () => {
      assert.equal(new Set(harness.records.map(({ mimecast }) => mimecast['id'])).size, RECORDS);
    });

    it('have the parts from which a Join node reassembles the page', () => {
      const pages = new Map<string, unknown[]>();
      for (const message of harness.records) {
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

  it('contain the records of a page in page mode', async () => {
    await harness.load(harness.flow(siemNode({ output: 'page', chunk: 4 })));
    await harness.poll();
    const pages = harness.records.map(({ payload, mimecast }) => {
      const page = z.array(z.looseObject({})).parse(payload);
      assert.ok(page.length <= 4);
      assert.equal(z.array(z.string()).parse(mimecast['ids']).length, page.length);
      assert.equal('id' in mimecast, false);
      assert.deepEqual([mimecast.batch.index, mimecast.batch.count], [0, 1]);
      return page;
    });
    assert.ok(harness.records.every((message) => !('parts' in message)));
    assert.deepEqual(
      pages.flat(),
      written().map((line) => JSON.parse(line)),
    );
  });

  it('contain the lines as Mimecast wrote them, without ids, in lines mode', async () => {
    await harness.load(harness.flow(siemNode({ output: 'lines', chunk: 4 })));
    await harness.poll();
    assert.deepEqual(
      harness.records.flatMap(({ payload }) => z.string().parse(payload).split('\n')),
      written(),
    );
    for (const { mimecast, ...message } of harness.records) {
      assert.deepEqual(Object.keys(mimecast).sort(), ['account', 'batch', 'collectedAt', 'log', 'type']);
      assert.equal('parts' in message, false);
    }
  });

  it('have the same id in every output mode, so that a sink may drop duplicates', async () => {
    await harness.load([
      tab,
      harness.account(),
      siemNode({ output: 'event' }),
      siemNode({ id: 'pages', output: 'page' }),
      ...listenerNodes(['siem', 'pages']),
    ]);
    await harness.poll('siem');
    const ids = harness.records.map(({ mimecast }) => mimecast['id']);
    await harness.poll('pages');
    const repeated = harness.records.slice(RECORDS).flatMap(({ mimecast }) => mimecast['ids']);
    assert.deepEqual(repeated, ids);
  });

  it('have hyphens in their topic where a type of Mimecast has spaces', async () => {
    await harness.load(harness.flow(siemNode({ types: 'url protect' })));
    await harness.poll();
    assert.ok(harness.records.length > 0);
    for (const { topic, mimecast } of harness.records)
      assert.deepEqual([topic, mimecast.type], ['mimecast/siem/url-protect', 'url protect']);
  });

  it('leave through the first output, and reports through the second', async () => {
    await harness.load();
    await harness.poll();
    assert.ok(harness.records.every(({ topic }) => topic === 'mimecast/siem/receipt'));
    assert.deepEqual(
      harness.reports.map(({ kind }) => kind),
      ['poll'],
    );
  });

  it('are counted in a poll report, which is also sent for an empty poll', async () => {
    await harness.load(harness.flow(siemNode({ types: 'receipt, spam' })));
    await harness.poll();
    await harness.poll();
    const pollReports = harness.kinds('poll').map(({ log, type, records, duplicates, complete }) => {
      return [log, type, records, duplicates, complete];
    });
    assert.deepEqual(pollReports.slice(0, 2).sort(), [
      ['siem', 'receipt', RECORDS, 0, true],
      ['siem', 'spam', RECORDS, 0, true],
    ]);
    assert.deepEqual(pollReports.slice(2).sort(), [
      ['siem', 'receipt', 0, 0, true],
      ['siem', 'spam', 0, 0, true],
    ]);
    for (const report of harness.kinds('poll'))
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

  it('are summarized in one line of the log, and empty polls in one line an hour', async () => {
    await harness.load(
      harness.flow(siemNode({ types: 'receipt,spam' }), harness.account({ name: 'Corp Example' })),
    );
    const logged: string[] = [];
    helper.getNode('siem')?.addListener('call:log', (call: { args: unknown[] }) => {
      logged.push(String(call.args[0]));
    });
    await harness.poll();
    await harness.poll();
    await harness.poll();
    assert.deepEqual(logged.slice(1), ['Corp Example: polled, nothing new']);
    assert.match(
      String(logged[0]),
      /^Corp Example: fetched 40 events \((receipt 20, spam 20|spam 20, receipt 20)\) in \d+\.\d s$/,
    );
  });

  it('include all ten types when none is selected', async () => {
    await harness.load(harness.flow(siemNode({ types: '' })));
    await harness.poll();
    assert.equal(new Set(harness.kinds('poll').map(({ type }) => type)).size, 10);
    assert.deepEqual([...new Set(harness.records.map(({ mimecast }) => mimecast.type))].sort(), [
      'receipt',
      'spam',
      'url protect',
    ]);
  });

  it('continue from the last poll', async () => {
    await harness.load();
    await harness.poll();
    harness.simulator.advance(SLOT);
    await harness.poll();
    const { expected, lostCount, twice, invented } = harness.compare();
    assert.deepEqual([expected, lostCount, twice, invented], [RECORDS + 5, 0, 0, 0]);
  });

  it('are marked in the region demo', async () => {
    await harness.load(harness.flow(siemNode({ types: 'av' }), accountNode({ region: 'demo' })), {});
    helper.getNode('siem')?.receive({});
    await waitUntil(() => harness.records.length > 0, 'a record');
    const [first] = harness.records;
    assert.deepEqual([first?.mimecast['demo'], first?.mimecast['account']], [true, 'CDEMO00A000']);
    assert.match(String(harness.statuses[0]?.text), /^demo · /);
  });

  it('are not marked as demo data elsewhere', async () => {
    await harness.load();
    await harness.poll();
    assert.ok(harness.records.every(({ mimecast }) => !('demo' in mimecast)));
  });
});

describe('A message to the SIEM node', () => {
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await SiemHarness.start();
    return harness;
  });

  for (const message of [{}, { action: 'poll' }]) {
    it(`starts a poll (${JSON.stringify(message)}), and is complete when the poll is`, async () => {
      await harness.load();
      await harness.poll('siem', message);
      assert.equal(harness.lines.length, RECORDS);
      assert.equal(harness.kinds('poll').length, 1);
      assert.equal(harness.completed.length, 1);
      assert.deepEqual(harness.errors, []);
    });
  }

  it('starts another poll after the current one, not concurrently', async () => {
    await harness.load();
    await Promise.all([harness.poll(), harness.poll(), harness.poll()]);
    assert.equal(harness.completed.length, 3);
    assert.ok(harness.kinds('poll').length <= 2, 'those that wait are answered by one poll');
    assert.deepEqual([harness.compare().lostCount, harness.compare().twice], [0, 0]);
  });

  it('is also completed when the poll has failed', async () => {
    harness.simulator.grants.active = false;
    await harness.load();
    await harness.poll();
    assert.equal(harness.completed.length, 1);
    assert.deepEqual(
      harness.errors.map(({ code }) => code),
      ['MIMECAST_AUTH'],
    );
  });

  it('is rejected with the list of known actions when its action is unknown', async () => {
    await harness.load();
    await harness.poll('siem', { action: 'fetch' });
    const [error] = harness.errors;
    assert.ok(error);
    assert.equal(harness.errors.length, 1);
    assert.equal(error.code, 'MIMECAST_CONFIG');
    assert.match(error.message, /\bfetch is not an action of this node: use .*\bpoll\b/);
    assert.equal(error.source.id, 'siem');
    assert.deepEqual(
      [harness.records.length, harness.kinds('poll').length, harness.completed.length],
      [0, 0, 0],
    );
    await waitUntil(() => harness.statuses.at(-1)?.fill === 'red', 'a red status');
    assert.match(String(harness.statuses.at(-1)?.['reason']), /^fetch is not an action/);
  });

  it('starts a poll after a rejected message', async () => {
    await harness.load();
    await harness.poll('siem', { action: 7 });
    await harness.poll();
    assert.equal(harness.lines.length, RECORDS);
    assert.deepEqual(harness.errors.length, 1);
  });

  it('is the only trigger of a poll with an interval of 0', async () => {
    await harness.load();
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.deepEqual(harness.simulator.requests, []);
    assert.deepEqual(harness.reports, []);
    assert.equal(harness.statuses.at(-1)?.text, 'waiting for the first poll');
  });

  it('is not needed with another interval', async () => {
    await harness.load(harness.flow(siemNode({ every: 0.05, everyUnit: 'seconds' })));
    await waitUntil(() => harness.kinds('poll').length >= 3, 'three polls');
    assert.deepEqual([harness.compare().lostCount, harness.compare().twice], [0, 0]);
  });
});
