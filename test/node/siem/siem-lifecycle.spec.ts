import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '../../doubles/wait-until';
import { type FlowNode, helper } from '../support/account-helper';
import { savedText } from '../support/saved-text';
import { listenerNodes, pause, RECORDS, SiemHarness, SLOT, siemNode, tab } from '../support/siem-harness';

const DEPLOYMENTS = ['nodes', 'flows', 'full'] as const;
/** ms within which the node closes although Mimecast does not answer; far below Node-RED's 15 s */
const CLOSE_LIMIT = 10_000;

describe('The life cycle of the SIEM node', () => {
  let harness: SiemHarness;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(() => harness.stop());

  const account = (): FlowNode => harness.account();

  describe('when it is closed', () => {
    const closeInTime = async (): Promise<void> => {
      const started = Date.now();
      await helper.clearFlows();
      assert.ok(Date.now() - started < CLOSE_LIMIT, `closing took ${Date.now() - started} ms`);
    };
    const nothingMore = async (): Promise<void> => {
      const before = [
        harness.records.length,
        harness.reports.length,
        harness.errors.length,
        harness.statuses.length,
      ];
      await pause(100);
      assert.deepEqual(
        [harness.records.length, harness.reports.length, harness.errors.length, harness.statuses.length],
        before,
      );
    };

    it('ends at once while a response is pending, and sends nothing afterwards', async () => {
      harness = await SiemHarness.start({ latencyMs: 30_000 });
      await harness.load(harness.flow(siemNode({ every: 0.05, everyUnit: 'seconds' })));
      await pause(150);
      await closeInTime();
      await nothingMore();
      assert.deepEqual([harness.records.length, harness.reports.length, harness.errors.length], [0, 0, 0]);
    });

    it('ends at once while a download is incomplete, and delivers nothing afterwards', async () => {
      harness = await SiemHarness.start({ slowBodyMs: 30_000 });
      harness.simulator.faults.next('slow-body', 100);
      await harness.load();
      helper.getNode('siem')?.receive({});
      await waitUntil(() => harness.simulator.faults.fired['slow-body'] > 0, 'a slow file');
      await closeInTime();
      await nothingMore();
      assert.deepEqual([harness.kinds('poll').length, harness.errors.length], [0, 0]);
    });

    it('hands over nothing more in the middle of a page', async () => {
      harness = await SiemHarness.start();
      await harness.load(harness.flow(siemNode({ maxRate: 100, chunk: 1 })));
      helper.getNode('siem')?.receive({});
      await waitUntil(() => harness.records.length >= 3, 'three records');
      await closeInTime();
      await nothingMore();
      assert.ok(harness.lines.length < RECORDS, `${harness.lines.length} of ${RECORDS}`);
    });

    it('sends no request to Mimecast before its first poll', async () => {
      harness = await SiemHarness.start();
      await harness.load(harness.flow(siemNode({ every: 1, everyUnit: 'seconds' })));
      await helper.clearFlows();
      const requestCount = harness.simulator.requests.length;
      await pause(100);
      assert.equal(harness.simulator.requests.length, requestCount);
    });
  });

  describe('when it is redeployed or restarted', () => {
    const source = (changes: object = {}): FlowNode => siemNode({ maxRate: 100, chunk: 2, ...changes });

    for (const type of DEPLOYMENTS) {
      it(`loses nothing and repeats nothing in the middle of a poll (${type})`, async () => {
        harness = await SiemHarness.start();
        await harness.load(harness.flow(source()));
        helper.getNode('siem')?.receive({});
        await waitUntil(() => harness.lines.length >= 4, 'some of the records');
        await harness.deploy(harness.flow(source({ name: 'renamed' })), type);
        assert.ok(harness.lines.length < RECORDS, 'too late: all had been delivered');
        await harness.poll();
        const { lostCount, twice, invented } = harness.compare();
        assert.deepEqual({ lostCount, twice, invented }, { lostCount: 0, twice: 0, invented: 0 });
      });

      it(`continues from its position while it waits (${type})`, async () => {
        harness = await SiemHarness.start();
        await harness.load();
        await harness.poll();
        await harness.deploy(harness.flow(siemNode({ name: 'renamed' })), type);
        await harness.poll();
        assert.equal(harness.lines.length, RECORDS);
        harness.simulator.advance(SLOT);
        await harness.poll();
        const { expected, lostCount, twice } = harness.compare();
        assert.deepEqual([expected, lostCount, twice], [RECORDS + 5, 0, 0]);
      });

      it(`has one polling loop after several deploys (${type})`, async () => {
        harness = await SiemHarness.start();
        const every = 200;
        const looping = (name: string): FlowNode =>
          siemNode({ name, every: every / 1000, everyUnit: 'seconds' });
        await harness.load(harness.flow(looping('')));
        for (const name of ['one', 'two', 'three']) await harness.deploy(harness.flow(looping(name)), type);
        const before = harness.kinds('poll').length;
        await waitUntil(() => harness.kinds('poll').length >= before + 4, 'four polls');
        const times = harness
          .kinds('poll')
          .slice(before)
          .map(({ at }) => Date.parse(at));
        const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
        assert.ok(Math.min(...gaps) >= every * 0.9, `polls are ${gaps.join(', ')} ms apart`);
        assert.equal(harness.compare().twice, 0);
      });
    }

    it('loses nothing in the middle of a page of events, and repeats at most that page', async () => {
      harness = await SiemHarness.start();
      const events = (name: string): FlowNode => source({ name, output: 'event', chunk: 5 });
      await harness.load(harness.flow(events('')));
      helper.getNode('siem')?.receive({});
      await waitUntil(() => harness.records.length >= 7, 'a page and a half');
      await harness.deploy(harness.flow(events('renamed')), 'nodes');
      assert.ok(harness.records.length < RECORDS, 'too late: all had been delivered');
      await harness.poll();
      const sent = harness.records.map(({ payload }) => JSON.stringify(payload));
      const { lostCount, twice } = harness.simulator.ledger.compare(sent, {
        types: ['receipt'],
        canonical: true,
      });
      assert.equal(lostCount, 0);
      assert.ok(twice <= 5, `${twice} came twice`);
    });

    it('keeps running when only another node was changed', async () => {
      harness = await SiemHarness.start();
      const others = (name: string): readonly FlowNode[] => [
        ...harness.flow(),
        { id: 'bystander', type: 'helper', z: 'tab', x: 0, y: 0, name, wires: [] },
      ];
      await harness.load(others('one'));
      await harness.poll();
      const node = helper.getNode('siem');
      await harness.deploy(others('two'), 'nodes');
      assert.equal(helper.getNode('siem'), node);
      assert.equal(harness.calls('/oauth/token').length, 1);
    });

    it('restarts with its account when the account was changed', async () => {
      harness = await SiemHarness.start();
      await harness.load();
      await harness.poll();
      harness.simulator.advance(SLOT);
      await harness.deploy(harness.flow(siemNode(), harness.account({ timeout: 30 })), 'nodes');
      await harness.poll();
      assert.deepEqual(harness.errors, []);
      const { expected, lostCount, twice } = harness.compare();
      assert.deepEqual([expected, lostCount, twice], [RECORDS + 5, 0, 0]);
    });
  });

  it('keeps its position while it is disabled, and continues when it is enabled', async () => {
    harness = await SiemHarness.start();
    await harness.load();
    await harness.poll();
    await harness.deploy(harness.flow(siemNode({ d: true })), 'full');
    assert.equal(helper.getNode('siem'), null);
    assert.deepEqual(await harness.positionFiles(), ['siem.json']);
    harness.simulator.advance(SLOT);
    await harness.deploy(harness.flow(), 'full');
    await harness.poll();
    const { expected, lostCount, twice } = harness.compare();
    assert.deepEqual([expected, lostCount, twice], [RECORDS + 5, 0, 0]);
  });

  it('keeps its position when it is removed, and continues when it is added again', async () => {
    harness = await SiemHarness.start();
    await harness.load();
    await harness.poll();
    await harness.deploy([tab, account(), ...listenerNodes([])], 'nodes');
    assert.equal(helper.getNode('siem'), null);
    await harness.deploy(harness.flow(), 'nodes');
    await harness.poll();
    assert.deepEqual([harness.lines.length, harness.compare().twice], [RECORDS, 0]);
  });

  it('continues from its position after a restart of Node-RED', async () => {
    harness = await SiemHarness.start();
    await harness.load();
    await harness.poll();
    await helper.unload();
    await harness.load();
    await harness.poll();
    assert.deepEqual([harness.lines.length, harness.kinds('poll').at(-1)?.['records']], [RECORDS, 0]);
  });

  describe('with a saved position', () => {
    it('has a file in the user directory, named after the node', async () => {
      harness = await SiemHarness.start();
      await harness.load(harness.flow(siemNode({ types: 'receipt,spam' })));
      await harness.poll();
      await helper.clearFlows();
      const text = await savedText(join(harness.userDir, 'mimecast', 'positions', 'siem.json'));
      for (const key of ['siem.batch.cg.receipt', 'siem.batch.cg.spam', 'CUSA00A000'])
        assert.ok(text.includes(key), key);
      assert.deepEqual(await harness.positionFiles(), ['siem.json']);
    });

    it('replaces a damaged position, and reports it', async () => {
      harness = await SiemHarness.start();
      await harness.load();
      await harness.poll();
      await helper.unload();
      const file = join(harness.userDir, 'mimecast', 'positions', 'siem.json');
      await writeFile(file, '{"version":1,"entr');
      await rm(`${file}.previous`, { force: true });
      await harness.load();
      await harness.poll();
      assert.equal(harness.kinds('rewind').length, 1);
      assert.equal(harness.compare().lostCount, 0);
    });
  });

  describe('in a subflow', () => {
    const template = (): readonly FlowNode[] => [
      {
        id: 'template',
        type: 'subflow',
        name: 'Collect',
        info: '',
        in: [{ x: 0, y: 0, wires: [{ id: 'inner' }] }],
        out: [
          { x: 0, y: 0, wires: [{ id: 'inner', port: 0 }] },
          { x: 0, y: 0, wires: [{ id: 'inner', port: 1 }] },
        ],
        env: [{ name: 'KIND', type: 'str', value: 'receipt' }],
      },
      siemNode({ id: 'inner', z: 'template', types: '${KIND}', wires: [[], []] }),
    ];
    const instance = (id: string, kind: string): FlowNode => ({
      id,
      type: 'subflow:template',
      z: 'tab',
      x: 0,
      y: 0,
      name: '',
      env: [{ name: 'KIND', type: 'str', value: kind }],
      wires: [['records'], ['reports']],
    });

    beforeEach(async () => {
      harness = await SiemHarness.start();
      await harness.load([
        tab,
        account(),
        ...template(),
        instance('one', 'receipt'),
        instance('two', 'spam'),
        ...listenerNodes([]),
      ]);
      // The inner nodes cannot be reached from outside except through the subflow's own input.
      for (const id of ['one', 'two']) helper.getNode(id)?.receive({});
      await waitUntil(() => harness.kinds('poll').length === 2, 'a poll of each instance');
    });

    it('uses the properties of each instance', () => {
      const { lostCount, twice, invented } = harness.compare('receipt', 'spam');
      assert.deepEqual([lostCount, twice, invented], [0, 0, 0]);
    });

    it('uses the run-time id of each instance in messages', () => {
      const sources = harness.records.map(({ mimecast }) => `${mimecast.type} ${mimecast.batch.source}`);
      assert.deepEqual([...new Set(sources)].sort(), ['receipt one-inner', 'spam two-inner']);
    });

    it('has a separate position for each instance', async () => {
      await helper.clearFlows();
      assert.deepEqual(await harness.positionFiles(), ['one-inner.json', 'two-inner.json']);
    });
  });
});
