/** Whatever a message contains, and whatever Node-RED's functions throw: `done` is called once, and the node goes on. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { initKriNode } from '../../../../nodes/lib/runtime/assessment/kri-node';
import { initPolicyCheckNode } from '../../../../nodes/lib/runtime/assessment/policy-node';
import { initAckNode } from '../../../../nodes/lib/runtime/flow/ack-node';
import { initFormatNode } from '../../../../nodes/lib/runtime/flow/format-node';
import { initRequestNode } from '../../../../nodes/lib/runtime/flow/request-node';
import { initFileNode } from '../../../../nodes/lib/runtime/sinks/file-node';
import { initSyslogNode } from '../../../../nodes/lib/runtime/sinks/syslog-node';
import { FakeNode, fakeAccount, fakeRuntime } from '../../../doubles/fake-node';
import { FAILURES, HOSTILE_MESSAGES } from '../../../doubles/hostile-messages';

const FORBIDDEN = new MimecastError('MIMECAST_FORBIDDEN', 'the application may not read this', {
  status: 403,
});
type Init = (RED: NodeAPI, node: FakeNode['asNode'], config: never) => void;
interface Kind {
  readonly init: Init;
  readonly config: object;
  readonly credentials?: object;
}
const formatOf = (format: string): Kind => ({
  init: initFormatNode,
  config: { format, options: '{"raw":true,"addresses":"pseudonymise"}' },
  credentials: { pseudonymKey: 'a key for the tests, which is long' },
});
/** The kinds of nodes that take messages. Sources have a spec of their own: they need a run time. */
const KINDS: Readonly<Record<string, Kind>> = {
  ack: { init: initAckNode, config: { settles: 'message', verdict: 'auto', profile: 'auto' } },
  'ack with an expression': { init: initAckNode, config: { verdict: 'auto', accept: 'statusCode = 200' } },
  'ack that is misconfigured': { init: initAckNode, config: { verdict: 'nonsense' } },
  ocsf: formatOf('ocsf'),
  ecs: formatOf('ecs'),
  cef: formatOf('cef'),
  leef: formatOf('leef'),
  syslog: formatOf('syslog'),
  hec: formatOf('hec'),
  elastic: formatOf('elastic'),
  json: formatOf('json'),
  'format that is misconfigured': { init: initFormatNode, config: { format: 'nonsense' } },
  request: {
    init: initRequestNode,
    config: { account: 'account', method: 'POST', path: '/api/account/get-account' },
  },
  'request without an account': { init: initRequestNode, config: { account: 'none' } },
  file: { init: initFileNode, config: { path: 'mimecast/{type}.ndjson' } },
  'syslog sink that is misconfigured': { init: initSyslogNode, config: { host: '' } },
  kri: {
    init: initKriNode,
    config: { account: 'account', every: 0, indicators: 'mimecast_hold_queue_size' },
  },
  'policy check': { init: initPolicyCheckNode, config: { account: 'account', every: 0 } },
  'kri without an account': { init: initKriNode, config: { account: 'none' } },
  'policy check without an account': { init: initPolicyCheckNode, config: { account: 'none' } },
};

describe('A hostile message', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mimecast-hostile-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const start = ({ init, config, credentials }: Kind): FakeNode => {
    const node = new FakeNode({ ...credentials });
    const account = fakeAccount(() => Promise.reject(FORBIDDEN));
    const RED = fakeRuntime(folder, { account });
    const close = node.close.bind(node);
    node.close = () => close().then(() => account.close());
    init(RED, node.asNode, config as never);
    RED.events.emit('flows:started');
    return node;
  };

  for (const [kind, definition] of Object.entries(KINDS)) {
    it(`${kind}: done is called once for each, and the next message is handled`, async () => {
      const node = start(definition);
      const expected = (await node.receive({ payload: { type: 'receipt' } })).done.map(Boolean);
      for (const [what, make] of Object.entries(HOSTILE_MESSAGES)) {
        for (const failing of FAILURES) {
          node.failing = failing;
          const { done, sent } = await node.receive(make());
          assert.equal(done.length, 1, what);
          assert.ok(done[0] === undefined || done[0] instanceof Error, what);
          if (failing.send === true) assert.equal(sent.length, 0);
        }
      }
      node.failing = {};
      assert.deepEqual((await node.receive({ payload: { type: 'receipt' } })).done.map(Boolean), expected);
      await node.close();
    });
  }

  it('with a list of two thousand million holes is refused', async () => {
    const node = start(formatOf('ocsf'));
    const { sent, done } = await node.receive({ payload: new Array<unknown>(2 ** 31) });
    assert.equal(sent.length, 0);
    assert.match(String(done[0]), /the payload has more than 1000000 entries/);
    await node.close();
  });

  it('with a record that has a list of two thousand million holes is formatted at once', async () => {
    const node = start(formatOf('ocsf'));
    const list = Object.assign(new Array<unknown>(2 ** 31), { 5: { type: 'spam' } });
    for (const payload of [{ list }, [{ list }]]) {
      const { sent, done } = await node.receive({ payload });
      assert.deepEqual([sent.length, done], [1, [undefined]]);
    }
    await node.close();
  });

  it('that is frozen is formatted as a copy', async () => {
    const node = start(formatOf('json'));
    const { sent, done } = await node.receive(Object.freeze({ payload: { type: 'spam' }, topic: 'mine' }));
    assert.deepEqual(done, [undefined]);
    const [message] = sent;
    assert.ok(typeof message === 'object' && message !== null && 'topic' in message && 'payload' in message);
    assert.equal(message.topic, 'mine');
    await node.close();
  });

  it('whose error can not be passed on is logged', async () => {
    const node = start({ init: initFormatNode, config: { format: 'nonsense' } });
    node.failing = { done: true };
    await node.receive({});
    assert.match(String(node.errors[0]), /nonsense/);
  });
});
