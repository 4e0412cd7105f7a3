import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import type { Node } from 'node-red';
import { z } from 'zod';
import { waitUntil } from '../../doubles/wait-until';
import { type FlowNode, helper, loadFlow } from '../support/account-helper';

import format = require('../../../nodes/format/mimecast-format');

interface Message {
  readonly payload?: unknown;
  readonly topic?: unknown;
  readonly mimecast?: unknown;
  readonly error?: { readonly message: string; readonly code?: string };
}

const KEY = 'canary-pseudonym-key-5f1c';

const flow = (properties: object): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  {
    id: 'format',
    type: 'mimecast-format',
    z: 'tab',
    name: '',
    format: 'cef',
    options: '{}',
    wires: [['after']],
    ...properties,
  },
  { id: 'after', type: 'helper', z: 'tab', wires: [] },
  { id: 'catcher', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['caught']] },
  { id: 'caught', type: 'helper', z: 'tab', wires: [] },
];

const receipt = (subject: string) => ({
  type: 'receipt',
  timestamp: 1_763_633_012_345,
  action: 'Acc',
  senderEnvelope: 'bob@vendor.example',
  recipients: 'ana@corp.example',
  subject,
});
const labelled = (payload: unknown, more: object = {}) => ({
  topic: 'mimecast/siem/receipt',
  payload,
  mimecast: {
    account: 'CUSA00A000',
    log: 'siem',
    type: 'receipt',
    id: 'c0ffee',
    batch: { id: 'b', index: 0 },
    ...more,
  },
  parts: { id: 'b', index: 0 },
});

function nodeOf(id: string): Node {
  const node = helper.getNode(id);
  if (node === null) throw new Error(`there is no node ${id}`);
  return node;
}

describe('mimecast-format', () => {
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(() => helper.unload());

  const out: Message[] = [];
  const caught: Message[] = [];
  const statuses: unknown[] = [];

  async function run(properties: object, credentials: object = {}): Promise<Node> {
    for (const list of [out, caught, statuses]) list.length = 0;
    await loadFlow(flow(properties), { format: credentials }, [format]);
    nodeOf('after').on('input', (message: unknown) => void out.push(Object.assign({}, message)));
    nodeOf('caught').on('input', (message: unknown) => void caught.push(Object.assign({}, message)));
    const node = nodeOf('format');
    const emitter: EventEmitter = node;
    emitter.on('call:status', (call: { readonly firstArg?: unknown }) => void statuses.push(call.firstArg));
    return node;
  }

  it('changes the payload and nothing else', async () => {
    const node = await run({});
    const message = labelled(receipt('Quote'));
    node.receive(structuredClone(message));
    await waitUntil(() => out.length === 1, 'the message');
    const { payload, _msgid, ...others } = Object.assign({ _msgid: '' }, out[0]);
    const { payload: _before, ...expected } = message;
    assert.deepEqual(others, expected);
    assert.match(String(payload), /^CEF:0\|Mimecast\|.*\|siem\.receipt\|Message accepted\|1\|.* msg=Quote /);
  });

  for (const [name, body] of [
    ['hec', { format: 'hec', records: 2 }],
    ['elastic', { format: 'elastic', records: 2 }],
    ['cef', undefined],
    ['json', undefined],
  ] as const)
    it(`leaves a note of the body for an ack node, or removes an earlier one: ${name}`, async () => {
      const node = await run({ format: name });
      node.receive(
        labelled([receipt('a'), receipt('b')], { ids: ['1', '2'], body: { format: 'hec', records: 9 } }),
      );
      await waitUntil(() => out.length === 1, 'the message');
      const { mimecast } = z.object({ mimecast: z.looseObject({ ids: z.array(z.string()) }) }).parse(out[0]);
      assert.deepEqual(mimecast['body'], body);
      assert.deepEqual(mimecast.ids, ['1', '2']);
    });

  it('sends one message for each input, in their order, however large they are', async () => {
    const node = await run({ format: 'json' });
    const page = Array.from({ length: 950 }, (_, n) => receipt(`page ${n}`));
    node.receive(labelled(page, { ids: page.map((_, n) => `id-${n}`) }));
    node.receive(labelled(receipt('after it')));
    node.receive(labelled(`${JSON.stringify(receipt('line 1'))}\n${JSON.stringify(receipt('line 2'))}`));
    await waitUntil(() => out.length === 3, 'the messages');
    const [first, second, third] = out;
    assert.ok(Array.isArray(first?.payload));
    assert.equal(first.payload.length, 950);
    assert.deepEqual(
      first.payload.map(({ id, subject }) => [id, subject]),
      page.map((record, n) => [`id-${n}`, record.subject]),
    );
    assert.equal(Object(second?.payload).subject, 'after it');
    const lines = String(third?.payload).split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).subject),
      ['line 1', 'line 2'],
    );
  });

  it('counts its results', async () => {
    const node = await run({ format: 'ocsf' });
    node.receive(labelled([receipt('a'), receipt('b')]));
    await waitUntil(() => statuses.length > 0, 'the status');
    assert.deepEqual(statuses.at(-1), { fill: 'green', shape: 'dot', text: 'ocsf · 2 records', records: 2 });
  });

  for (const [what, properties, reason] of [
    ['a format that does not exist', { format: 'xml' }, /format: xml is not one of ocsf, /],
    ['options that are not JSON', { options: '{nope' }, /options: the options are not a JSON object/],
    ['an unknown option', { options: '{"vendro":"x"}' }, /options: vendro is not an option/],
    ['a variable that is not set', { options: '${NO_SUCH_OPTIONS}' }, /NO_SUCH_OPTIONS is not set/],
    ['pseudonyms without a key', { options: '{"ips":"pseudonymise"}' }, /pseudonyms need a key/],
  ] as const) {
    it(`rejects ${what} at the start, and every message after it`, async () => {
      const node = await run(properties);
      await waitUntil(() => caught.length === 1, 'the error');
      node.receive(labelled(receipt('Quote')));
      await waitUntil(() => caught.length === 2, 'the other');
      for (const { error } of caught) {
        assert.match(error?.message ?? '', reason);
        assert.equal(error?.code, 'MIMECAST_CONFIG');
      }
      assert.equal(out.length, 0);
      assert.match(JSON.stringify(statuses), /"fill":"red".*MIMECAST_CONFIG/);
    });
  }

  it('makes the same pseudonyms from the same input, and never shows the key', async () => {
    const node = await run(
      { format: 'json', options: '{"addresses":"pseudonymise"}' },
      { pseudonymKey: KEY },
    );
    node.receive(labelled(receipt('a')));
    node.receive(labelled(receipt('b')));
    await waitUntil(() => out.length === 2, 'both');
    const [from, repeated] = out.map(({ payload }) => Object(payload).from);
    assert.match(from, /^[0-9a-f]{16}@[0-9a-f]{12}\.invalid$/);
    assert.equal(repeated, from);
    assert.doesNotMatch(JSON.stringify([out, statuses]), /vendor\.example|corp\.example|canary/);
  });

  it('finishes the page under way when it is closed, without an error', async () => {
    const node = await run({ format: 'json' });
    node.receive(labelled(Array.from({ length: 500 }, (_, n) => receipt(`${n}`))));
    await new Promise((resolve) => setImmediate(resolve));
    await helper.unload();
    assert.deepEqual(caught, []);
  });
});
