import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { z } from 'zod';
import type { AckMessage } from '../../../nodes/lib/collector/delivery/ack-message';
import { registerAckReceiver } from '../../../nodes/lib/collector/delivery/ack-registry';
import { waitUntil } from '../../doubles/wait-until';
import { type FlowNode, helper, loadFlow } from '../support/account-helper';
import { placed } from '../support/flow-nodes';
import { ackNode as ackNodeOf } from './ack-flow';

import ack = require('../../../nodes/ack/mimecast-ack');

const ackNode = (properties: Readonly<Record<string, unknown>> = {}): FlowNode =>
  ackNodeOf({ wires: [['passed']], ...properties });
const batch = { id: 'batch-1', source: 'the-source', index: 3, count: 5, attempt: 2 };
const marked = (properties: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  payload: 'x',
  mimecast: { log: 'siem', batch },
  ...properties,
});
const caught = z.looseObject({ error: z.looseObject({ message: z.string(), code: z.string().optional() }) });
const shown = z.looseObject({
  status: z.looseObject({ fill: z.string().optional(), text: z.string().optional() }),
});

describe('The ack node', () => {
  /** Received messages, by the id of the collecting node. */
  let bins: Record<string, NodeMessageInFlow[]>;
  let debugged: string[];
  let settlements: AckMessage[];
  /** whether the source still waits for the batch */
  let waiting: boolean;
  let unregister: () => void;

  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(() => {
    [bins, debugged, settlements, waiting] = [{}, [], [], true];
    unregister = registerAckReceiver('the-source', {
      handleAck: (settlement) => {
        settlements.push(settlement);
        return waiting;
      },
    });
  });
  afterEach(async () => {
    unregister();
    await helper.unload();
  });

  const collector = (RED: NodeAPI): void => {
    RED.nodes.registerType('collector', function (this: Node, config: NodeDef) {
      RED.nodes.createNode(this, config);
      this.on('input', (message, _send, done) => {
        bins[this.id] = [...(bins[this.id] ?? []), message];
        done();
      });
    });
  };
  const bin = (id: string): FlowNode => ({ id, type: 'collector', ...placed, wires: [] });

  async function start(properties: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const flow: FlowNode[] = [
      { id: 'tab', type: 'tab', label: 'Mail' },
      ackNode(properties),
      bin('passed'),
      bin('errors'),
      bin('statuses'),
      { id: 'catching', type: 'catch', ...placed, scope: null, uncaught: false, wires: [['errors']] },
      { id: 'watching', type: 'status', ...placed, scope: null, wires: [['statuses']] },
    ];
    await loadFlow(flow, {}, [ack, collector]);
    const node: EventEmitter | null = helper.getNode('ack');
    node?.on('call:debug', (call: { firstArg: unknown }) => debugged.push(String(call.firstArg)));
  }
  const passed = (): NodeMessageInFlow[] => bins['passed'] ?? [];
  const errors = () => (bins['errors'] ?? []).map((message) => caught.parse(message).error);
  const statuses = () => (bins['statuses'] ?? []).map((message) => shown.parse(message).status);

  /** Sends a message in and waits until it has come out, or has failed. */
  async function receive(message: Readonly<Record<string, unknown>>): Promise<void> {
    const before = passed().length + errors().length;
    const node = helper.getNode('ack');
    assert.ok(node);
    node.receive({ ...message });
    await waitUntil(() => passed().length + errors().length > before, 'a message to come out');
  }
  async function verdictOn(message: Readonly<Record<string, unknown>>): Promise<string | undefined> {
    await receive(marked(message));
    return settlements.at(-1)?.outcome;
  }

  describe('sends to the source', () => {
    it('message, batch, attempt and its own id, and passes the message on unchanged', async () => {
      await start();
      await receive(marked({ topic: 'mimecast/siem/receipt' }));
      assert.deepEqual(settlements, [
        { batch: 'batch-1', scope: 3, attempt: 2, outcome: 'acknowledge', ackNodeId: 'ack' },
      ]);
      const [{ _msgid, ...message } = assert.fail()] = passed();
      assert.deepEqual(message, marked({ topic: 'mimecast/siem/receipt' }));
    });

    it('the acknowledgement of the whole batch when configured', async () => {
      await start({ settles: 'batch' });
      await receive(marked());
      assert.equal(settlements[0]?.scope, 'all');
    });

    it('the outcome of auto, which accepts no error and no status except success', async () => {
      await start();
      assert.equal(await verdictOn({ statusCode: 200 }), 'acknowledge');
      assert.equal(await verdictOn({ statusCode: 'ECONNREFUSED' }), 'reject');
      assert.equal(await verdictOn({ statusCode: 503 }), 'reject');
      assert.equal(await verdictOn({ error: { message: 'disk full' } }), 'reject');
      assert.equal(passed().length, 4, 'rejected messages go on too');
    });

    it('the configured outcome, whatever the message says', async () => {
      await start({ verdict: 'acknowledge', accept: 'false' });
      assert.equal(await verdictOn({ error: { message: 'disk full' } }), 'acknowledge');
      await helper.unload();
      await start({ verdict: 'reject' });
      assert.equal(await verdictOn({ statusCode: 200 }), 'reject');
    });

    it('the outcome of an expression, which replaces auto: only true acknowledges', async () => {
      await start({ accept: 'payload.code = 0' });
      assert.equal(await verdictOn({ payload: { code: 0 } }), 'acknowledge');
      assert.equal(await verdictOn({ payload: { code: 0 }, statusCode: 503 }), 'acknowledge');
      assert.equal(await verdictOn({ payload: { code: 9 } }), 'reject');
      await helper.unload();
      await start({ accept: 'payload.answer' });
      for (const result of ['yes', 1, undefined, { ok: true }]) {
        assert.equal(await verdictOn({ payload: { answer: result } }), 'reject', String(result));
      }
    });

    it('the outcome from an environment variable', async () => {
      process.env['MIMECAST_TEST_VERDICT'] = 'reject';
      try {
        await start({ verdict: '${MIMECAST_TEST_VERDICT}' });
        assert.equal(await verdictOn({}), 'reject');
      } finally {
        delete process.env['MIMECAST_TEST_VERDICT'];
      }
    });
  });

  describe('passes on with a debug line', () => {
    it('a message without a batch', async () => {
      await start();
      await receive({ payload: 'of somebody else' });
      assert.deepEqual([settlements, passed().length], [[], 1]);
      assert.match(debugged.join(), /without msg\.mimecast\.batch/);
    });

    it('a message whose batch is not waited for any more', async () => {
      await start();
      waiting = false;
      await receive(marked());
      assert.equal(passed().length, 1);
      assert.match(debugged.join(), /no source waits for batch batch-1/);
    });

    it('a message whose source does not exist any more', async () => {
      await start();
      await receive(marked({ mimecast: { batch: { ...batch, source: 'removed' } } }));
      assert.deepEqual([settlements, passed().length, errors().length], [[], 1, 0]);
    });
  });

  describe('fails', () => {
    for (const settles of ['message', 'batch']) {
      it(`for one part of a split page when it acknowledges a ${settles}, and asks for a Join node`, async () => {
        await start({ settles });
        const page = { ...batch, index: 0, count: 1 };
        await receive(marked({ mimecast: { batch: page }, parts: { id: 'x', index: 0, count: 4 } }));
        assert.deepEqual([settlements, passed()], [[], []]);
        const [error] = errors();
        assert.equal(error?.code, 'MIMECAST_CONFIG');
        assert.match(error?.message ?? '', /Join/);
      });
    }

    it('with an invalid expression, and shows that in its status and for each message', async () => {
      await start({ accept: 'payload.(' });
      await receive(marked());
      assert.deepEqual([settlements, passed()], [[], []]);
      assert.match(errors()[0]?.message ?? '', /accept: the expression can't be used: \w/);
      await waitUntil(() => statuses().some(({ fill }) => fill === 'red'), 'a red status');
      assert.match(statuses().find(({ fill }) => fill === 'red')?.text ?? '', /^accept/);
    });

    it('for a message whose expression fails, and leaves it to the time-out', async () => {
      await start({ accept: '$number(payload) > 1' });
      await receive(marked({ payload: 'not a number' }));
      assert.deepEqual([settlements, passed()], [[], []]);
      assert.match(errors()[0]?.message ?? '', /expression can't be used/);
      await receive(marked({ payload: '2' }));
      assert.equal(settlements[0]?.outcome, 'acknowledge', 'the next one is judged as ever');
    });

    it('for an unknown outcome, and for a variable that is not set', async () => {
      await start({ verdict: 'maybe' });
      await receive(marked());
      assert.match(errors()[0]?.message ?? '', /verdict: maybe is not one of auto, acknowledge, reject$/);
      await helper.unload();
      bins = {};
      await start({ settles: '${MIMECAST_TEST_NOWHERE}' });
      await receive(marked());
      assert.match(errors()[0]?.message ?? '', /MIMECAST_TEST_NOWHERE is not set/);
    });
  });

  it('shows its counts, and how many of them were too late', async () => {
    await start();
    await receive(marked());
    await receive(marked({ statusCode: 500 }));
    waiting = false;
    await receive(marked());
    await waitUntil(() => statuses().length >= 2, 'the status to be shown again');
    assert.deepEqual(statuses()[0], {
      fill: 'green',
      shape: 'dot',
      text: '1 acknowledged',
      acknowledged: 1,
      rejected: 0,
      unknown: 0,
      source: statuses()[0]?.['source'],
    });
    assert.equal(statuses().at(-1)?.text, '1 acknowledged · 1 rejected · 1 too late');
  });

  it('is yellow for messages without a source, or whose source does not run here', async () => {
    await start();
    await receive({ payload: 'of somebody else' });
    await waitUntil(() => statuses().length === 1, 'a status');
    await receive(marked({ mimecast: { batch: { ...batch, source: 'removed' } } }));
    await waitUntil(() => statuses().length === 2, 'the next one');
    assert.deepEqual(
      statuses().map(({ fill, text }) => [fill, text]),
      [
        ['yellow', 'nothing to acknowledge · no msg.mimecast.batch in 1 message'],
        [
          'yellow',
          'nothing to acknowledge · no msg.mimecast.batch in 1 message · 1 of a source not running here',
        ],
      ],
    );
  });

  it('formats large counts as the other nodes do', async () => {
    await start();
    const node = helper.getNode('ack');
    assert.ok(node);
    for (let count = 0; count < 1000; count += 1) node.receive({ ...marked() });
    await waitUntil(() => statuses().at(-1)?.text === '1,000 acknowledged', 'the last of them to be shown');
  });
});
