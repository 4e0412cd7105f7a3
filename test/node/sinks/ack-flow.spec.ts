import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { waitUntil } from '../../doubles/wait-until';
import { type FlowNode, helper } from '../support/account-helper';
import { useHarness } from '../support/each-test';
import { savedText } from '../support/saved-text';
import { listenerNodes, pause, RECORDS, SiemHarness, siemNode, tab } from '../support/siem-harness';

import ack = require('../../../nodes/ack/mimecast-ack');

type Initializer = (RED: NodeAPI) => void;
const split: Initializer = require('@node-red/nodes/core/sequence/17-split.js');
const switching: Initializer = require('@node-red/nodes/core/function/10-switch.js');
const linking: Initializer = require('@node-red/nodes/core/common/60-link.js');

const placed = { z: 'tab', x: 100, y: 100 };

const ackNode = (properties: Readonly<Record<string, unknown>> = {}): FlowNode => ({
  id: 'ack',
  type: 'mimecast-ack',
  ...placed,
  name: '',
  wires: [['records']],
  ...properties,
});
const source = (properties: Readonly<Record<string, unknown>> = {}): FlowNode =>
  siemNode({ delivery: 'ack', output: 'event', wires: [['ack'], ['reports']], ...properties });
const splitNode = (wires: string): FlowNode => ({
  id: 'split',
  type: 'split',
  ...placed,
  arraySplt: 1,
  arraySpltType: 'len',
  splt: '\\n',
  spltType: 'str',
  stream: false,
  wires: [[wires]],
});
const joinNode = (wires: string): FlowNode => ({
  id: 'join',
  type: 'join',
  ...placed,
  mode: 'auto',
  accumulate: false,
  wires: [[wires]],
});
/** Passes the first record of each batch to the first output, all others to the second. */
const switchNode = (wires: readonly (readonly string[])[]): FlowNode => ({
  id: 'switch',
  type: 'switch',
  ...placed,
  property: 'mimecast.batch.index',
  propertyType: 'msg',
  rules: [{ t: 'eq', v: '0', vt: 'num' }, { t: 'else' }],
  checkall: 'false',
  repair: false,
  outputs: 2,
  wires,
});

describe('Acknowledgements in a flow', () => {
  let harness: SiemHarness;
  useHarness(async () => {
    harness = await SiemHarness.start();
    return harness;
  });

  const load = (nodes: readonly FlowNode[], sources: readonly string[] = ['siem']): Promise<NodeAPI> =>
    harness.load([tab, harness.account(), ...nodes, ...listenerNodes(sources)], undefined, {}, [
      ack,
      split,
      switching,
      linking,
    ]);
  const position = (id = 'siem'): Promise<string> =>
    savedText(join(harness.userDir, 'mimecast', 'positions', `${id}.json`));
  /** Four files; the position contains the name of the last file that was read to its end. */
  const start = async (id = 'siem'): Promise<void> => {
    const node = helper.getNode(id);
    assert.ok(node, `${id} does not run`);
    node.receive({});
  };
  const arrived = (): number => harness.records.length;

  it('end a poll when every record has passed the ack node', async () => {
    await load([source(), ackNode()]);
    await harness.poll();
    assert.equal(arrived(), RECORDS);
    assert.equal(harness.kinds('poll')[0]?.['records'], RECORDS);
    assert.deepEqual(harness.errors, []);
  });

  for (const output of ['page', 'lines']) {
    it(`acknowledge ${output} with one message each`, async () => {
      await load([source({ output }), ackNode()]);
      await harness.poll();
      assert.deepEqual(harness.errors, []);
    });
  }

  it('keep the position unchanged until they arrive', async () => {
    await load([source({ wires: [['records'], ['reports']] })]);
    await start();
    await waitUntil(() => arrived() === 10, 'two batches of five');
    const before = await position();
    await pause(100);
    assert.deepEqual([arrived(), await position(), harness.kinds('poll')], [10, before, []]);
  });

  it('limit a source to two batches, and one more for each acknowledgement', async () => {
    await load([source({ wires: [['records'], ['reports']] }), ackNode({ wires: [[]] })]);
    await start();
    await waitUntil(() => arrived() === 10, 'two batches of five');
    for (const record of harness.records.slice(0, 5)) helper.getNode('ack')?.receive({ ...record });
    await waitUntil(() => arrived() === 15, 'a third batch');
    await pause(50);
    assert.equal(arrived(), 15);
  });

  describe('of a flow that filters', () => {
    it('come from both outputs of a Switch', async () => {
      await load([source({ wires: [['switch'], ['reports']] }), switchNode([['ack'], ['ack']]), ackNode()]);
      await harness.poll();
      assert.equal(arrived(), RECORDS);
    });

    it('are missing when the other output is not connected: the batch is sent again', async () => {
      await load([
        source({ wires: [['switch'], ['reports']], ackTimeout: 1 }),
        switchNode([['ack'], ['records']]),
        ackNode({ wires: [[]] }),
      ]);
      await start();
      await waitUntil(
        () => harness.records.some(({ mimecast }) => mimecast.batch.attempt === 2),
        'a second attempt',
      );
      assert.deepEqual(
        [...new Set(harness.records.map(({ mimecast }) => mimecast.batch.index))].sort(),
        [1, 2, 3, 4],
        'and only what is missing',
      );
      assert.equal(harness.kinds('poll').length, 0);
    });
  });

  describe('of batches', () => {
    it('acknowledge a whole batch after a Join that reassembled it', async () => {
      await load([
        source({ wires: [['join'], ['reports']] }),
        joinNode('ack'),
        ackNode({ settles: 'batch' }),
      ]);
      await harness.poll();
      assert.deepEqual(
        harness.records.map(({ payload }) => Array.isArray(payload) && payload.length),
        [5, 5, 5, 5],
      );
    });

    it('are rejected for one part of a split page', async () => {
      await load([source({ output: 'page', wires: [['split'], ['reports']] }), splitNode('ack'), ackNode()]);
      await start();
      await waitUntil(() => harness.errors.length >= 5, 'errors');
      assert.match(harness.errors[0]?.message ?? '', /Join/);
      assert.deepEqual([arrived(), harness.kinds('poll')], [0, []]);
    });

    it('are accepted for a page that was split and joined', async () => {
      await load([
        source({ output: 'page', wires: [['split'], ['reports']] }),
        splitNode('join'),
        joinNode('ack'),
        ackNode(),
      ]);
      await harness.poll();
      assert.deepEqual([arrived(), harness.errors], [4, []]);
    });
  });

  it('of two ack nodes are required with acks 2', async () => {
    await load([
      source({ acks: 2, wires: [['ack', 'other'], ['reports']] }),
      ackNode({ wires: [[]] }),
      ackNode({ id: 'other' }),
    ]);
    await harness.poll();
    assert.equal(arrived(), RECORDS);
  });

  it('of one ack node are not enough with acks 2', async () => {
    await load([source({ acks: 2 }), ackNode()]);
    await start();
    await waitUntil(() => arrived() === 10, 'two batches of five');
    await pause(50);
    assert.deepEqual([arrived(), harness.kinds('poll')], [10, []]);
  });

  it('that reject deliver the records again, with the next attempt', async () => {
    await load([
      source({ output: 'page', wires: [['switch'], ['reports']] }),
      {
        ...switchNode([['ack'], ['other']]),
        property: 'mimecast.batch.attempt',
        rules: [{ t: 'eq', v: '1', vt: 'num' }, { t: 'else' }],
      },
      ackNode({ verdict: 'reject', wires: [[]] }),
      ackNode({ id: 'other' }),
    ]);
    await harness.poll();
    assert.deepEqual(
      harness.records.map(({ mimecast }) => mimecast.batch.attempt),
      [2, 2, 2, 2],
    );
  });

  it('arrive over link nodes and at a source in a subflow', async () => {
    const inner = { z: 'collecting', x: 100, y: 100 };
    const link = (id: string, type: string, links: readonly string[], more: object): FlowNode => ({
      id,
      type,
      name: '',
      links,
      ...more,
    });
    await load(
      [
        {
          id: 'collecting',
          type: 'subflow',
          name: 'Collecting',
          in: [{ x: 20, y: 20, wires: [{ id: 'siem' }] }],
          out: [{ x: 200, y: 20, wires: [{ id: 'siem', port: 0 }] }],
          env: [],
        },
        { ...source({ wires: [[], []] }), ...inner },
        { id: 'instance', type: 'subflow:collecting', ...placed, name: '', env: [], wires: [['out']] },
        link('out', 'link out', ['in'], { ...placed, mode: 'link', wires: [] }),
        link('in', 'link in', ['out'], { ...placed, wires: [['acking']] }),
        {
          id: 'settling',
          type: 'subflow',
          name: 'Settling',
          in: [{ x: 20, y: 20, wires: [{ id: 'ack' }] }],
          out: [{ x: 200, y: 20, wires: [{ id: 'ack', port: 0 }] }],
          env: [],
        },
        { ...ackNode({ wires: [[]] }), z: 'settling' },
        { id: 'acking', type: 'subflow:settling', ...placed, name: '', env: [], wires: [['records']] },
      ],
      [],
    );
    await start('instance');
    await waitUntil(() => arrived() === RECORDS, 'all records');
    const [record] = harness.records;
    assert.equal(record?.mimecast.batch.source, 'instance-siem');
    await waitUntil(
      () => harness.records.every(({ mimecast }) => mimecast.batch.attempt === 1),
      'one attempt',
    );
  });

  it('that never arrive cause a yellow status after one time-out, until the first one arrives', async () => {
    await load([source({ ackTimeout: 1, wires: [['records'], ['reports']] }), ackNode({ wires: [[]] })]);
    await start();
    const shown = () => harness.statuses.findLast(({ text }) => text !== undefined);
    await waitUntil(() => /ack node/.test(shown()?.text ?? ''), 'a status that says so');
    assert.equal(shown()?.fill, 'yellow');
    assert.match(
      shown()?.text ?? '',
      /^not acknowledged since (\d+ [A-Z][a-z]{2} )?\d\d:\d\d · is there an ack node\?$/,
    );
    const before = harness.statuses.length;
    for (const record of [...harness.records]) helper.getNode('ack')?.receive({ ...record });
    // Not the last one: the ack node has a status, too, and the next batch is not acknowledged.
    const since = () => harness.statuses.slice(before);
    await waitUntil(() => since().some(({ fill }) => fill === 'blue'), 'the progress of the poll');
  });

  describe('of a source that does not wait for them', () => {
    const status = () => harness.statuses.findLast(({ text = '' }) => /acknowledge/.test(text));

    for (const [name, shown] of [
      ['Mail', 'Mail'],
      ['', 'mimecast-siem'],
    ] as const) {
      it(`show in yellow which setting to change, and where: ${shown}`, async () => {
        await load([source({ delivery: 'sent', name }), ackNode()]);
        await harness.poll();
        await waitUntil(() => status() !== undefined, 'a status of the ack node');
        assert.equal(status()?.fill, 'yellow');
        assert.equal(status()?.text, `nothing to acknowledge · set Delivery to ack in ${shown}`);
      });
    }

    it('show the same for a replay, and are green once the source waits, without a restart of the ack node', async () => {
      const flow = (delivery: string): FlowNode[] => [source({ delivery }), ackNode()];
      await load(flow('sent'));
      await harness.poll();
      await waitUntil(() => status()?.fill === 'yellow', 'a warning');
      helper.getNode('siem')?.receive({ action: 'replay', start: '-2h', end: '-1s' });
      await waitUntil(() => arrived() > RECORDS, 'records of a replay');
      assert.equal(status()?.fill, 'yellow');
      await harness.deploy([tab, harness.account(), ...flow('ack'), ...listenerNodes()], 'nodes');
      helper.getNode('siem')?.receive({ action: 'replay', start: '-2h', end: '-1s' });
      await waitUntil(() => status()?.fill === 'green', 'no more warning');
      assert.match(status()?.text ?? '', /^\d+ acknowledged$/);
    });
  });

  for (const type of ['nodes', 'flows', 'full'] as const) {
    it(`of a source that was redeployed meanwhile (${type}) change nothing, and its records are sent again`, async () => {
      const flow = (properties: Readonly<Record<string, unknown>>): FlowNode[] => [
        source({ wires: [['records'], ['reports']], ...properties }),
        ackNode({ wires: [[]] }),
      ];
      await load(flow({}));
      await start();
      await waitUntil(() => arrived() === 10, 'two batches of five');
      const before = [...harness.records];
      const untouched = await position();
      await harness.deploy([tab, harness.account(), ...flow({ name: 'changed' }), ...listenerNodes()], type);
      for (const record of before) helper.getNode('ack')?.receive({ ...record });
      await pause(50);
      assert.deepEqual(
        (await position()).replace(/"savedAt":"[^"]+"/g, ''),
        untouched.replace(/"savedAt":"[^"]+"/g, ''),
      );
      await start();
      await waitUntil(() => arrived() === 20, 'the same two again');
      assert.deepEqual(
        harness.records.slice(10).map(({ mimecast }) => mimecast['id']),
        before.map(({ mimecast }) => mimecast['id']),
      );
      assert.deepEqual(harness.errors, []);
    });
  }
});
