import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import { registerAckReceiver } from '../../../nodes/lib/collector/delivery/ack-registry';
import { waitUntil } from '../../doubles/wait-until';
import { Cleanup } from '../../real/harness/process/cleanup';
import { HecDouble, type HecSettings } from '../../real/harness/servers/hec-double';
import { type HttpCall, type HttpReply, httpDouble } from '../../real/harness/servers/http-double';
import { fixture, serveHttps } from '../../unit/api/support/servers';
import { type FlowNode, helper, loadFlow } from '../support/account-helper';
import { tlsNode } from '../support/flow-nodes';

import http = require('../../../nodes/http/mimecast-http');

const tlsModule: (RED: NodeAPI) => void = require('@node-red/nodes/core/network/05-tls.js');

const TOKEN = 'canary-hec-token-0123456789';

interface Sent {
  readonly payload?: unknown;
  readonly error?: { readonly message: string; readonly code?: string };
  readonly [property: string]: unknown;
}

const asSent = (message: unknown): Sent => Object.assign({}, message);

const flow = (properties: object, others: readonly FlowNode[] = []): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  {
    ...{ id: 'sink', type: 'mimecast-http', z: 'tab', name: '', receiver: 'hec', batchTime: 0 },
    ...{ gzip: true, wires: [['after'], ['letters']], ...properties },
  },
  { id: 'after', type: 'helper', z: 'tab', wires: [] },
  { id: 'letters', type: 'helper', z: 'tab', wires: [] },
  { id: 'catcher', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['caught']] },
  { id: 'caught', type: 'helper', z: 'tab', wires: [] },
  ...others,
];

interface Running {
  readonly sink: Node;
  readonly delivered: Sent[];
  readonly letters: Sent[];
  readonly caught: Sent[];
  readonly statuses: Sent[];
}

function nodeOf(id: string): Node {
  const node = helper.getNode(id);
  if (node === null) throw new Error(`there is no node ${id}`);
  return node;
}

/** The helper emits an event for every call of a method of a node. */
function spy(node: EventEmitter, method: 'status', onCall: (argument: unknown) => void): void {
  node.on(`call:${method}`, (call: { readonly firstArg?: unknown }) => onCall(call.firstArg));
}

const collect = (id: string): Sent[] => {
  const messages: Sent[] = [];
  nodeOf(id).on('input', (message: unknown) => void messages.push(asSent(message)));
  return messages;
};

describe('mimecast-http', () => {
  const cleanup = new Cleanup();
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(async () => {
    await helper.unload();
    await cleanup.close();
  });

  async function run(nodes: FlowNode[], credentials: object = { token: TOKEN }): Promise<Running> {
    const statuses: Sent[] = [];
    await loadFlow(nodes, { sink: credentials }, [http, tlsModule]);
    const sink = nodeOf('sink');
    spy(sink, 'status', (status) => void statuses.push(asSent(status)));
    const [delivered, letters, caught] = [collect('after'), collect('letters'), collect('caught')];
    return { sink, delivered, letters, caught, statuses };
  }

  async function serve(settings: HecSettings = {}) {
    const splunk = new HecDouble(TOKEN, {}, settings);
    const calls: HttpCall[] = [];
    const respond = (call: HttpCall): HttpReply => {
      calls.push(call);
      return splunk.respond(call);
    };
    return { splunk, calls, url: await httpDouble(respond, cleanup) };
  }

  it('passes a message on unchanged once the receiver has accepted it', async () => {
    const { splunk, url } = await serve();
    splunk.mood = 'busy';
    const { sink, delivered, statuses } = await run(flow({ url }));
    const message = { payload: [{ a: 1 }], topic: 't', mimecast: { log: 'siem', ids: ['x'] } };
    sink.receive({ ...message });
    await waitUntil(() => splunk.requests > 0, 'an attempt');
    assert.equal(delivered.length, 0);
    splunk.mood = undefined;
    await waitUntil(() => delivered.length === 1, 'the message');
    const { _msgid, ...passedOn } = delivered[0] ?? {};
    assert.deepEqual(passedOn, message);
    assert.deepEqual(splunk.accepted[0]?.fields, { mimecast_id: 'x' });
    await waitUntil(() => statuses.some(({ fill }) => fill === 'green'), 'a green status');
  });

  it('sends what is refused to the second output, with the batch it belongs to, and the message once', async () => {
    const { splunk, url } = await serve({ invalid: ({ event }) => JSON.stringify(event).includes('bad') });
    const { sink, delivered, letters, caught, statuses } = await run(flow({ url }));
    const batch = { id: 'b', source: 's', index: 0, count: 1, attempt: 1 };
    const mimecast = { log: 'siem', type: 'receipt', ids: ['1', '2', '3'], batch };
    sink.receive({ payload: [{ a: 'good' }, { a: 'bad' }, { a: 'fine' }], mimecast });
    await waitUntil(() => letters.length === 1, 'the dead letter');
    const [letter] = letters;
    assert.deepEqual(letter?.payload, [{ a: 'bad' }]);
    assert.deepEqual(letter?.['mimecast'], { ...mimecast, ids: ['2'] });
    const refused = asSent(letter?.['refused']);
    assert.deepEqual(Object.keys(refused), ['code', 'reason', 'records']);
    assert.equal(refused['code'], 'HTTP_REFUSED');
    assert.match(String(refused['reason']), /^the receiver refuses a record: 400 Invalid data format/);
    assert.match(JSON.stringify(refused['records']), /"answer":"\{\\"text\\":\\"Invalid data format/);
    assert.deepEqual([splunk.accepted.length, delivered.length, caught.length], [2, 0, 0]);
    // For an ack node an error would be a rejection, and the batch would come again.
    assert.equal(letter?.error, undefined);
    await waitUntil(() => statuses.some(({ fill }) => fill === 'yellow'), 'a yellow status');
  });

  it('sends a message once that its source repeats while the receiver is away', async () => {
    const { splunk, url } = await serve();
    splunk.mood = 'busy';
    const { sink, delivered } = await run(flow({ url }));
    for (const attempt of [1, 2, 3]) {
      const batch = { id: 'b', source: 's', index: 0, count: 1, attempt };
      sink.receive({ payload: [{ a: 1 }], mimecast: { log: 'siem', batch } });
    }
    await waitUntil(() => splunk.requests > 0, 'an attempt');
    splunk.mood = undefined;
    await waitUntil(() => delivered.length === 3, 'all messages');
    assert.equal(splunk.accepted.length, 1);
  });

  it('puts a record aside once that its source repeats while the receiver is away', async () => {
    const { splunk, url } = await serve({ invalid: () => true });
    splunk.mood = 'busy';
    const { sink, letters, statuses } = await run(flow({ url }));
    for (const attempt of [1, 2, 3]) {
      const batch = { id: 'b', source: 's', index: 0, count: 1, attempt };
      sink.receive({ payload: [{ a: 1 }], mimecast: { log: 'siem', batch } });
    }
    await waitUntil(() => splunk.requests > 0, 'an attempt');
    splunk.mood = undefined;
    await waitUntil(() => statuses.some(({ fill }) => fill === 'yellow'), 'a yellow status');
    sink.receive({ payload: { b: 2 } });
    await waitUntil(() => letters.some(({ payload }) => !Array.isArray(payload)), 'the last message');
    assert.deepEqual(
      letters.map(({ payload }) => payload),
      [[{ a: 1 }], { b: 2 }],
    );
  });

  it('fails what is refused when nothing is wired to the second output', async () => {
    const { url } = await serve({ invalid: () => true });
    const { sink, delivered, caught } = await run(flow({ url, wires: [['after']] }));
    sink.receive({ payload: { a: 1 } });
    await waitUntil(() => caught.length === 1, 'the error');
    assert.equal(caught[0]?.error?.code, 'HTTP_REFUSED');
    assert.equal(delivered.length, 0);
  });

  it('turns red when the receiver is misconfigured, tells Catch nodes once, and delivers when it is mended', async () => {
    const { splunk, calls, url } = await serve();
    splunk.mood = 'wrong token';
    const { sink, letters, caught, statuses } = await run(flow({ url }));
    for (const a of [1, 2, 3]) sink.receive({ payload: { a }, topic: 'records' });
    await waitUntil(() => caught.length === 1, 'the error');
    assert.match(caught[0]?.error?.message ?? '', /403 Invalid token/);
    assert.equal(caught[0]?.['topic'], undefined);
    await waitUntil(() => statuses.some(({ fill }) => fill === 'red'), 'a red status');
    const status = statuses.find(({ fill }) => fill === 'red');
    assert.deepEqual([status?.['shape'], status?.['code']], ['dot', 'HTTP_MISCONFIGURED']);
    assert.equal(calls.length, 1);
    splunk.mood = undefined;
    // Closing does not wait for the next attempt.
    await helper.unload();
    assert.equal(splunk.accepted.length, 3);
    assert.equal(letters.length, 0);
  });

  it('tells the sources of waiting messages that the receiver is misconfigured, also those that come later', async () => {
    const { splunk, calls, url } = await serve();
    const noted: string[][] = [];
    const unregister = registerAckReceiver('source-7', {
      handleAck: () => true,
      noteFailure: (batch, reason) => void noted.push([batch, reason]),
    });
    cleanup.add(async () => unregister());
    const { sink } = await run(flow({ url }));
    const receive = (id: string): void => {
      const batch = { id, source: 'source-7', index: 0, count: 1, attempt: 1 };
      sink.receive({ payload: { id }, mimecast: { log: 'siem', batch } });
    };
    splunk.mood = 'busy';
    receive('one');
    await waitUntil(() => calls.length > 0, 'an attempt');
    assert.deepEqual(noted, []);
    splunk.mood = 'wrong token';
    await waitUntil(() => noted.length > 0, 'the note');
    receive('two');
    await waitUntil(() => noted.length > 1, 'the second note');
    assert.deepEqual(noted, [
      ['one', '403 Invalid token'],
      ['two', '403 Invalid token'],
    ]);
    splunk.mood = undefined;
    // Closing does not wait for the next attempt.
    await helper.unload();
    assert.equal(splunk.accepted.length, 2);
  });

  it('shows invalid properties, and fails every message', async () => {
    for (const [properties, credentials, reason] of [
      [{ url: '' }, { token: TOKEN }, /: url: enter the address of the receiver/],
      [{ url: 'ftp://splunk:8088' }, { token: TOKEN }, /: url: this is not an address/],
      [
        { url: 'https://u:p@splunk.example' },
        { token: TOKEN },
        /: url: no user name or password in the address/,
      ],
      [{ url: 'https://splunk.example' }, {}, /: token: enter the token/],
      [{ url: 'https://x.example', receiver: 'azure' }, {}, /: url: the address of Azure names the rule/],
      [
        { url: 'https://x.example', headers: '{"a b":"c"}' },
        { token: TOKEN },
        /: headers: a b is not the name/,
      ],
      [{ url: 'https://x.example', headers: '{"x":"${UNSET_7}"}' }, { token: TOKEN }, /UNSET_7 is not set/],
      [
        { url: 'https://x.example', receiver: 'json' },
        { token: 'a', username: 'b' },
        /either a token or a user name/,
      ],
      [{ url: 'https://x.example', tls: 'gone' }, { token: TOKEN }, /TLS configuration is missing/],
      [{ url: 'https://x.example', proxy: 'gone' }, { token: TOKEN }, /proxy configuration is missing/],
    ] as const) {
      const { sink, caught, delivered } = await run(flow(properties), credentials);
      sink.receive({ payload: {} });
      await waitUntil(() => caught.some(({ payload }) => payload !== undefined), 'the error');
      assert.match(caught.at(-1)?.error?.message ?? '', reason);
      assert.equal(delivered.length, 0);
      await helper.unload();
    }
  });

  it('replaces variables in headers and credentials, and never shows their values', async () => {
    process.env['MIMECAST_HTTP_KEY'] = 'canary-header-key';
    process.env['MIMECAST_HTTP_TOKEN'] = TOKEN;
    cleanup.add(async () => {
      delete process.env['MIMECAST_HTTP_KEY'];
      delete process.env['MIMECAST_HTTP_TOKEN'];
    });
    const calls: HttpCall[] = [];
    const url = await httpDouble((call) => {
      calls.push(call);
      return { status: 403, json: { message: `no: ${JSON.stringify(call.headers)}` } };
    }, cleanup);
    const headers = '{"X-Key":"id ${MIMECAST_HTTP_KEY}"}';
    const { sink, caught, statuses } = await run(flow({ url, receiver: 'json', headers }), {
      token: '${MIMECAST_HTTP_TOKEN}',
    });
    sink.receive({ payload: {} });
    await waitUntil(() => caught.length === 1 && statuses.some(({ fill }) => fill === 'red'), 'the error');
    assert.equal(calls[0]?.headers['x-key'], 'id canary-header-key');
    assert.equal(calls[0]?.headers.authorization, `Bearer ${TOKEN}`);
    assert.doesNotMatch(JSON.stringify([caught, statuses]), /canary/);
    assert.match(JSON.stringify(statuses), /\*\*\*/);
  });

  it('never shows the secret of a webhook, which is a part of its address', async () => {
    const origin = await httpDouble(
      ({ path }) => ({
        status: 404,
        text: `<pre>Cannot POST ${path}</pre>`,
        headers: { 'content-type': 'text/html' },
      }),
      cleanup,
    );
    const url = `${origin}/services/T0AA/canary0path0123456789?sig=canary%2Bquery%2B0123456789&v=1`;
    const { sink, caught, statuses } = await run(flow({ url, receiver: 'json' }), {});
    sink.receive({ payload: {} });
    await waitUntil(() => caught.length === 1 && statuses.some(({ fill }) => fill === 'red'), 'the error');
    assert.doesNotMatch(JSON.stringify([caught, statuses]), /canary/);
    assert.match(JSON.stringify(statuses), /404 Cannot POST/);
  });

  it('uses a TLS node', async () => {
    const splunk = new HecDouble(TOKEN);
    const server = await serveHttps('server.pem', (request, response, body) => {
      const { status, json } = splunk.respond({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(status).end(JSON.stringify(json));
    });
    cleanup.add(() => server.close());
    const url = server.origin;
    const untrusted = await run(flow({ url, gzip: false }));
    untrusted.sink.receive({ payload: {} });
    await waitUntil(
      () => untrusted.statuses.some(({ text }) => /certificate/.test(String(text))),
      'the refusal',
    );
    assert.equal(splunk.requests, 0);
    await helper.unload();
    const nodes = flow({ url, gzip: false, tls: 'tls' }, [tlsNode()]);
    await loadFlow(nodes, { sink: { token: TOKEN }, tls: { cadata: fixture('ca.pem') } }, [http, tlsModule]);
    const delivered = collect('after');
    nodeOf('sink').receive({ payload: {} });
    await waitUntil(() => delivered.length === 1, 'the message');
  });
});
