import assert from 'node:assert/strict';
import { waitUntil } from '../../doubles/wait-until';
import { type FlowNode, helper } from '../support/account-helper';
import { placed } from '../support/flow-nodes';
import { pause, RECORDS } from '../support/siem-harness';
import { ackNode, joinNode, source, splitNode, switchNode, useAckFlow } from './ack-flow';

describe('Acknowledgements in a flow', () => {
  const acks = useAckFlow();
  const { load, position, start, arrived } = acks;

  it('end a poll when every record has passed the ack node', async () => {
    await load([source(), ackNode()]);
    await acks.harness.poll();
    assert.equal(arrived(), RECORDS);
    assert.equal(acks.harness.kinds('poll')[0]?.['records'], RECORDS);
    assert.deepEqual(acks.harness.errors, []);
  });

  for (const output of ['page', 'lines']) {
    it(`acknowledge ${output} with one message each`, async () => {
      await load([source({ output }), ackNode()]);
      await acks.harness.poll();
      assert.deepEqual(acks.harness.errors, []);
    });
  }

  it('keep the position unchanged until they arrive', async () => {
    await load([source({ wires: [['records'], ['reports']] })]);
    start();
    await waitUntil(() => arrived() === 10, 'two batches of five');
    const before = await position();
    await pause(100);
    assert.deepEqual([arrived(), await position(), acks.harness.kinds('poll')], [10, before, []]);
  });

  it('limit a source to two batches, and one more for each acknowledgement', async () => {
    await load([source({ wires: [['records'], ['reports']] }), ackNode({ wires: [[]] })]);
    start();
    await waitUntil(() => arrived() === 10, 'two batches of five');
    for (const record of acks.harness.records.slice(0, 5)) helper.getNode('ack')?.receive({ ...record });
    await waitUntil(() => arrived() === 15, 'a third batch');
    await pause(50);
    assert.equal(arrived(), 15);
  });

  describe('of a flow that filters', () => {
    it('come from both outputs of a Switch', async () => {
      await load([source({ wires: [['switch'], ['reports']] }), switchNode([['ack'], ['ack']]), ackNode()]);
      await acks.harness.poll();
      assert.equal(arrived(), RECORDS);
    });

    it('are missing when the other output is not connected: the batch is sent again', async () => {
      await load([
        source({ wires: [['switch'], ['reports']], ackTimeout: 1 }),
        switchNode([['ack'], ['records']]),
        ackNode({ wires: [[]] }),
      ]);
      start();
      await waitUntil(
        () => acks.harness.records.some(({ mimecast }) => mimecast.batch.attempt === 2),
        'a second attempt',
      );
      assert.deepEqual(
        [...new Set(acks.harness.records.map(({ mimecast }) => mimecast.batch.index))].sort(),
        [1, 2, 3, 4],
        'and only what is missing',
      );
      assert.equal(acks.harness.kinds('poll').length, 0);
    });
  });

  describe('of batches', () => {
    it('acknowledge a whole batch after a Join that reassembled it', async () => {
      await load([
        source({ wires: [['join'], ['reports']] }),
        joinNode('ack'),
        ackNode({ settles: 'batch' }),
      ]);
      await acks.harness.poll();
      assert.deepEqual(
        acks.harness.records.map(({ payload }) => Array.isArray(payload) && payload.length),
        [5, 5, 5, 5],
      );
    });

    it('are rejected for one part of a split page', async () => {
      await load([source({ output: 'page', wires: [['split'], ['reports']] }), splitNode('ack'), ackNode()]);
      start();
      await waitUntil(() => acks.harness.errors.length >= 5, 'errors');
      assert.match(acks.harness.errors[0]?.message ?? '', /Join/);
      assert.deepEqual([arrived(), acks.harness.kinds('poll')], [0, []]);
    });

    it('are accepted for a page that was split and joined', async () => {
      await load([
        source({ output: 'page', wires: [['split'], ['reports']] }),
        splitNode('join'),
        joinNode('ack'),
        ackNode(),
      ]);
      await acks.harness.poll();
      assert.deepEqual([arrived(), acks.harness.errors], [4, []]);
    });
  });

  it('of two ack nodes are required with acks 2', async () => {
    await load([
      source({ acks: 2, wires: [['ack', 'other'], ['reports']] }),
      ackNode({ wires: [[]] }),
      ackNode({ id: 'other' }),
    ]);
    await acks.harness.poll();
    assert.equal(arrived(), RECORDS);
  });

  it('of one ack node are not enough with acks 2', async () => {
    await load([source({ acks: 2 }), ackNode()]);
    start();
    await waitUntil(() => arrived() === 10, 'two batches of five');
    await pause(50);
    assert.deepEqual([arrived(), acks.harness.kinds('poll')], [10, []]);
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
    await acks.harness.poll();
    assert.deepEqual(
      acks.harness.records.map(({ mimecast }) => mimecast.batch.attempt),
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
    start('instance');
    await waitUntil(() => arrived() === RECORDS, 'all records');
    const [record] = acks.harness.records;
    assert.equal(record?.mimecast.batch.source, 'instance-siem');
    await waitUntil(
      () => acks.harness.records.every(({ mimecast }) => mimecast.batch.attempt === 1),
      'one attempt',
    );
  });

  it('that never arrive cause a yellow status after one time-out, until the first one arrives', async () => {
    await load([source({ ackTimeout: 1, wires: [['records'], ['reports']] }), ackNode({ wires: [[]] })]);
    start();
    const shown = () => acks.harness.statuses.findLast(({ text }) => text !== undefined);
    await waitUntil(() => /ack node/.test(shown()?.text ?? ''), 'a status that says so');
    assert.equal(shown()?.fill, 'yellow');
    assert.match(
      shown()?.text ?? '',
      /^not acknowledged since (\d+ [A-Z][a-z]{2} )?\d\d:\d\d · is there an ack node\?$/,
    );
    const before = acks.harness.statuses.length;
    for (const record of [...acks.harness.records]) helper.getNode('ack')?.receive({ ...record });
    // Not the last one: the ack node has a status, too, and the next batch is not acknowledged.
    const since = () => acks.harness.statuses.slice(before);
    await waitUntil(() => since().some(({ fill }) => fill === 'blue'), 'the progress of the poll');
  });
});
