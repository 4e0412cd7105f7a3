import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import { syslogProperties } from '../../../nodes/lib/properties/node/syslog';
import { waitUntil } from '../../doubles/wait-until';
import { fixture } from '../../unit/api/support/servers';
import { joinParts } from '../../unit/sinks/syslog/support/parts';
import type { Receiver } from '../../unit/sinks/syslog/support/receivers';
import { acceptAll, type Responder, relpServer, rsp } from '../../unit/sinks/syslog/support/relp-server';
import { bodyOf } from '../../unit/sinks/syslog/support/sinks';
import { type FlowNode, helper, loadFlow } from '../support/account-helper';
import { tlsNode } from '../support/flow-nodes';

import syslog = require('../../../nodes/syslog/mimecast-syslog');

const tlsModule: (RED: NodeAPI) => void = require('@node-red/nodes/core/network/05-tls.js');

interface Sent {
  readonly payload?: unknown;
  readonly error?: { readonly message: string; readonly code?: string };
  readonly [property: string]: unknown;
}

const asSent = (message: unknown): Sent => Object.assign({}, message);

const flow = (
  properties: object,
  others: readonly FlowNode[] = [],
  refusedWires: readonly string[][] = [],
): FlowNode[] => [
  { id: 'tab', type: 'tab' },
  {
    id: 'sink',
    type: 'mimecast-syslog',
    z: 'tab',
    name: '',
    host: '127.0.0.1',
    protocol: 'relp',
    wires: [['after'], ...refusedWires],
    ...properties,
  },
  { id: 'after', type: 'helper', z: 'tab', wires: [] },
  { id: 'catcher', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['caught']] },
  { id: 'caught', type: 'helper', z: 'tab', wires: [] },
  ...others,
];

interface Running {
  readonly sink: Node;
  readonly delivered: Sent[];
  readonly caught: Sent[];
  readonly statuses: Sent[];
}

function nodeOf(id: string): Node {
  const node = helper.getNode(id);
  if (node === null) throw new Error(`there is no node ${id}`);
  return node;
}

/** The helper emits an event for every call of a method of a node. */
function spy(node: EventEmitter, method: 'status' | 'warn', onCall: (argument: unknown) => void): void {
  node.on(`call:${method}`, (call: { readonly firstArg?: unknown }) => onCall(call.firstArg));
}

describe('mimecast-syslog', () => {
  const servers: Receiver[] = [];
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(async () => {
    await helper.unload();
    for (const server of servers.splice(0)) await server.stop();
  });

  async function serve(respond?: Responder, options?: Parameters<typeof relpServer>[1]) {
    const server = await relpServer(respond, options);
    servers.push(server);
    return server;
  }

  async function run(nodes: FlowNode[], credentials = {}): Promise<Running> {
    const statuses: Sent[] = [];
    await loadFlow(nodes, credentials, [syslog, tlsModule]);
    const sink = nodeOf('sink');
    spy(sink, 'status', (status) => void statuses.push(asSent(status)));
    const [delivered, caught]: [Sent[], Sent[]] = [[], []];
    nodeOf('after').on('input', (message: unknown) => void delivered.push(asSent(message)));
    nodeOf('caught').on('input', (message: unknown) => void caught.push(asSent(message)));
    return { sink, delivered, caught, statuses };
  }

  it('passes a message on unchanged once the server has answered', async () => {
    const pendingResponses: (() => void)[] = [];
    const server = await serve((command, socket, session) => {
      if (command.name !== 'syslog') return acceptAll(command, socket, session);
      pendingResponses.push(() => socket.write(rsp(command.txnr, '200 OK')));
      return undefined;
    });
    const { sink, delivered } = await run(flow({ port: server.port }));
    const payload = { timestamp: 1763625600000, subject: 'Grüße' };
    sink.receive({ payload, topic: 't', mimecast: { type: 'url protect', batch: { id: 'b' } } });
    await waitUntil(() => pendingResponses.length === 1, 'the record');
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(delivered.length, 0);
    pendingResponses[0]?.();
    await waitUntil(() => delivered.length === 1, 'the message');
    const { _msgid, ...message } = delivered[0] ?? {};
    assert.deepEqual(message, { payload, topic: 't', mimecast: { type: 'url protect', batch: { id: 'b' } } });
    assert.match(
      server.commands[0]?.[1]?.data ?? '',
      new RegExp(
        `^<134>1 2025-11-20T08:00:00.000Z \\S+ mimecast ${process.pid} url-protect - \\{"timestamp"`,
      ),
    );
  });

  it('keeps the order of messages', async () => {
    const server = await serve();
    const { sink, delivered } = await run(flow({ port: server.port }));
    const numbers = Array.from({ length: 300 }, (_, index) => index);
    for (const payload of numbers) sink.receive({ payload });
    await waitUntil(() => delivered.length === 300, 'all');
    assert.deepEqual(server.accepted.map(bodyOf), numbers.map(String));
    assert.deepEqual(
      delivered.map(({ payload }) => payload),
      numbers,
    );
  });

  it('sends a rejected message to the catch node only', async () => {
    const server = await serve((command, socket, session) =>
      command.data.endsWith('bad') ? '500 no' : acceptAll(command, socket, session),
    );
    const { sink, delivered, caught } = await run(flow({ port: server.port }));
    sink.receive({ payload: 'bad' });
    sink.receive({ payload: 'good' });
    await waitUntil(() => delivered.length === 1 && caught.length === 1, 'both');
    assert.equal(delivered[0]?.payload, 'good');
    assert.equal(caught[0]?.payload, 'bad');
    assert.equal(caught[0]?.error?.code, 'SYSLOG_REFUSED');
    assert.match(caught[0]?.error?.message ?? '', /: the syslog server refused a message: 500 no$/);
  });

  describe('with a wire at its second output', () => {
    const bad = (command: { readonly data: string }): boolean => command.data.includes('bad');
    const refusing: Responder = (command, socket, session) =>
      bad(command) ? '500 no' : acceptAll(command, socket, session);
    const wiredFlow = (properties: object): FlowNode[] =>
      flow(properties, [{ id: 'refused', type: 'helper', z: 'tab', wires: [] }], [['refused']]);

    async function runWired(properties: object): Promise<Running & { readonly letters: Sent[] }> {
      const running = await run(wiredFlow(properties));
      const letters: Sent[] = [];
      nodeOf('refused').on('input', (message: unknown) => void letters.push(asSent(message)));
      return { ...running, letters };
    }

    it('sends the refused records of a page there, with the reason, instead of the page', async () => {
      const server = await serve(refusing);
      const { sink, delivered, caught, letters, statuses } = await runWired({ port: server.port });
      const mimecast = {
        ...{ log: 'siem', type: 'receipt', ids: ['a', 'b', 'c', 'd'] },
        batch: { id: 'x', source: 'y', index: 0, count: 1, attempt: 1 },
      };
      sink.receive({ payload: [{ n: 1 }, { n: 'bad' }, { n: 'bad too' }, { n: 4 }], topic: 't', mimecast });
      sink.receive({ payload: 'next' });
      await waitUntil(() => delivered.length === 1 && letters.length === 1, 'both');
      assert.equal(delivered[0]?.payload, 'next');
      assert.deepEqual(caught, []);
      const { _msgid, ...letter } = letters[0] ?? {};
      const reason = { code: 'SYSLOG_REFUSED', reason: '500 no' };
      assert.deepEqual(letter, {
        payload: [{ n: 'bad' }, { n: 'bad too' }],
        topic: 't',
        mimecast: { ...mimecast, ids: ['b', 'c'] },
        refused: {
          code: 'SYSLOG_REFUSED',
          reason: 'the syslog server refused 2 messages: 500 no',
          records: [reason, reason],
        },
      });
      assert.equal(server.accepted.length, 3);
      await waitUntil(() => statuses.some(({ refused }) => refused === 2), 'the status');
      const status = statuses.find(({ refused }) => refused === 2);
      assert.deepEqual([status?.['fill'], status?.['text']], ['yellow', 'connected · 2 refused']);
    });

    it('sends lines of text there as lines', async () => {
      const server = await serve(refusing);
      const { sink, letters } = await runWired({ port: server.port });
      sink.receive({ payload: '{"n":1}\n{"n":"bad"}\n{"n":"bad 2"}\n{"n":4}' });
      await waitUntil(() => letters.length === 1, 'it');
      assert.equal(letters[0]?.payload, '{"n":"bad"}\n{"n":"bad 2"}');
    });

    it('sends a record that is too long there, whole', async () => {
      const server = await serve();
      const { sink, letters, delivered } = await runWired({
        ...{ port: server.port, maxBytes: '480', tooLong: 'refuse' },
      });
      const payload = { subject: 'x'.repeat(900) };
      sink.receive({ payload });
      sink.receive({ payload: { subject: 'y' } });
      await waitUntil(() => letters.length === 1 && delivered.length === 1, 'both');
      assert.deepEqual(letters[0]?.payload, payload);
      const refused: unknown = letters[0]?.['refused'];
      assert.match(
        JSON.stringify(refused),
        /"SYSLOG_TOO_LONG".*too long for the syslog server: it has \d+ octets, and at most 480/,
      );
      assert.equal(server.accepted.length, 1);
    });

    it('sends nothing there that a server refuses which accepts nothing', async () => {
      const server = await serve((command, socket, session) =>
        command.name === 'syslog' ? '500 wrong setting' : acceptAll(command, socket, session),
      );
      const { sink, letters, caught, statuses } = await runWired({ port: server.port });
      sink.receive({ payload: 'alone' });
      await waitUntil(() => caught.length === 1, 'the error');
      sink.receive({ payload: ['one', 'two', 'three', 'four'] });
      await waitUntil(() => statuses.some(({ fill }) => fill === 'red'), 'red');
      assert.deepEqual(letters, []);
    });
  });

  it('sends a record that is too long to the catch node where the second output has no wire', async () => {
    const server = await serve();
    const { sink, caught, delivered } = await run(
      flow({ port: server.port, maxBytes: 480, tooLong: 'refuse' }),
    );
    sink.receive({ payload: 'x'.repeat(900) });
    await waitUntil(() => caught.length === 1, 'the error');
    assert.equal(caught[0]?.error?.code, 'SYSLOG_TOO_LONG');
    assert.deepEqual([delivered, server.accepted], [[], []]);
  });

  it('cuts at 65,536 octets and without a mark in a flow from before the choice existed', async () => {
    const server = await serve();
    const { sink, delivered } = await run(flow({ port: server.port }));
    sink.receive({ payload: ['x'.repeat(20_000), 'y'.repeat(70_000)] });
    await waitUntil(() => delivered.length === 1, 'it');
    assert.deepEqual(
      server.accepted.map((message) => [bodyOf(message).length, message.length === 65_536, message.at(-1)]),
      [
        [20_000, false, 'x'],
        [bodyOf(server.accepted[1] ?? '').length, true, 'y'],
      ],
    );
  });

  it('splits at 8,096 octets with the defaults of a new node, with the ids of the records', async () => {
    const server = await serve();
    const defaults = { maxBytes: syslogProperties.maxBytes.value, tooLong: syslogProperties.tooLong.value };
    const { sink, delivered } = await run(flow({ port: server.port, ...defaults }));
    const texts = ['x'.repeat(20_000), 'y'];
    sink.receive({ payload: texts, mimecast: { type: 'receipt', ids: ['one', 'two'] } });
    sink.receive({ payload: texts[0], mimecast: { type: 'receipt', id: 'single' } });
    await waitUntil(() => delivered.length === 2, 'both');
    assert.ok(server.accepted.every((message) => Buffer.byteLength(message) <= 8096));
    const ids = server.accepted.map((message) =>
      / id="(\w+)" part="(\d)" of="3"/.exec(message)?.slice(1).join(' '),
    );
    assert.deepEqual(ids, ['one 1', 'one 2', 'one 3', undefined, 'single 1', 'single 2', 'single 3']);
    assert.deepEqual(joinParts(server.accepted).map(bodyOf), [...texts, texts[0]]);
  });

  it('reports an invalid payload', async () => {
    const server = await serve();
    const { sink, caught } = await run(flow({ port: server.port }));
    sink.receive({ topic: 'nothing' });
    await waitUntil(() => caught.length === 1, 'the error');
    assert.equal(caught[0]?.error?.code, 'SYSLOG_PAYLOAD');
  });

  it('shows whether it is connected, and why not', async () => {
    const server = await serve();
    const { statuses } = await run(flow({ port: server.port }));
    await waitUntil(() => statuses.some(({ text }) => text === 'connected'), 'green');
    await server.stop();
    await waitUntil(() => statuses.some(({ fill }) => fill === 'red'), 'red');
    const down = statuses.find(({ fill }) => fill === 'red');
    assert.match(
      String(down?.['text']),
      /^connection (refused|lost|reset) · next try .*\d\d:\d\d$|^closed the connection · next try .*\d\d:\d\d$/,
    );
    assert.equal(down?.['waiting'], 0);
    assert.match(String(down?.['reason']), /connection/);
    assert.match(String(down?.['retryAt']), /^\d{4}-/);
  });

  it('delivers messages that arrived while no server was available, and warns once', async () => {
    const server = await serve();
    await server.stop();
    const { sink, delivered } = await run(flow({ port: server.port }));
    const warnings: unknown[] = [];
    spy(sink, 'warn', (text) => void warnings.push(text));
    for (const payload of ['a', 'b', 'c']) sink.receive({ payload });
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(delivered.length, 0);
    await server.restart();
    await waitUntil(() => delivered.length === 3, 'all');
    assert.deepEqual(server.accepted.map(bodyOf), ['a', 'b', 'c']);
    assert.ok(warnings.length <= 1);
  });

  it('closes the session when it is closed, and leaves no connection behind', async () => {
    const server = await serve();
    const { sink, delivered } = await run(flow({ port: server.port }));
    sink.receive({ payload: 'x' });
    await waitUntil(() => delivered.length === 1, 'it');
    await helper.unload();
    assert.deepEqual(
      server.commands[0]?.map(({ name }) => name),
      ['open', 'syslog', 'close'],
    );
    await waitUntil(() => server.connections.every(({ destroyed }) => destroyed), 'its end');
  });

  it('waits for responses when it is closed', async () => {
    const server = await serve((command, socket, session) => {
      if (command.name !== 'syslog') return acceptAll(command, socket, session);
      setTimeout(() => socket.write(rsp(command.txnr, '200 OK')), 100);
      return undefined;
    });
    const { sink } = await run(flow({ port: server.port }));
    sink.receive({ payload: 'x' });
    await waitUntil(() => server.commands[0]?.length === 2, 'the record');
    await helper.unload();
    assert.equal(server.commands[0]?.at(-1)?.name, 'close');
  });

  it('reconnects after a deploy', async () => {
    const [first, second] = [await serve(), await serve()];
    const { delivered, sink } = await run(flow({ port: first.port }));
    sink.receive({ payload: 'one' });
    await waitUntil(() => delivered.length === 1, 'the first');
    await helper.setFlows(flow({ port: second.port }), 'nodes');
    nodeOf('sink').receive({ payload: 'two' });
    await waitUntil(() => second.accepted.length === 1, 'the second');
    assert.equal(first.commands.length, 1);
    assert.equal(first.commands[0]?.at(-1)?.name, 'close');
  });

  describe('over TLS', () => {
    const both = fixture('server.pem');
    const secure = (port: number, changes: object = {}): FlowNode[] =>
      flow({ port, protocol: 'relp-tls', tls: 'tls' }, [tlsNode(changes)]);

    it('uses the authority of the TLS configuration', async () => {
      const server = await serve(acceptAll, { tls: { key: both, cert: both } });
      const { sink, delivered } = await run(secure(server.port), { tls: { cadata: fixture('ca.pem') } });
      sink.receive({ payload: 'x' });
      await waitUntil(() => delivered.length === 1, 'it');
    });

    it('trusts any certificate where verification is switched off', async () => {
      const server = await serve(acceptAll, { tls: { key: both, cert: both } });
      const { sink, delivered } = await run(secure(server.port, { verifyservercert: false }));
      sink.receive({ payload: 'x' });
      await waitUntil(() => delivered.length === 1, 'it');
    });

    it('sends nothing to a server with an untrusted certificate', async () => {
      const server = await serve(acceptAll, { tls: { key: both, cert: both } });
      const { statuses } = await run(secure(server.port));
      await waitUntil(() => statuses.some(({ fill }) => fill === 'red'), 'red');
      assert.match(String(statuses.find(({ fill }) => fill === 'red')?.['reason']), /not trusted/);
      assert.deepEqual(server.commands, []);
    });

    it('reports a TLS configuration that was removed', async () => {
      const { caught, sink } = await run(flow({ port: 1, protocol: 'tls', tls: 'nowhere' }));
      sink.receive({ payload: 'x' });
      await waitUntil(() => caught.length === 2, 'both errors');
      assert.equal(caught[0]?.error?.code, 'MIMECAST_CONFIG');
      assert.match(caught[0]?.error?.message ?? '', /: tls: the TLS configuration is missing/);
    });
  });

  const refused: readonly [string, object, RegExp][] = [
    ['no host', { host: '' }, /: host: enter the name or the address/],
    ['a host with a port', { host: 'logs.example:514' }, /: host: logs.example:514 is not the name/],
    ['a URL for a host', { host: 'tls://logs.example' }, /: host: /],
    ['an invalid port', { port: '70000' }, /: port: 70000 is too large/],
    ['an unknown protocol', { protocol: 'udp' }, /: protocol: udp is not one of/],
    ['a blank in the app name', { appName: 'my app' }, /: appName: my app can't stand in a syslog header/],
    ['a variable that is not set', { host: '${MIMECAST_NO_SUCH}' }, /MIMECAST_NO_SUCH is not set/],
  ];
  for (const [what, properties, reason] of refused) {
    it(`does not work with ${what}, and reports it`, async () => {
      const { sink, caught, delivered } = await run(flow({ port: 1, ...properties }));
      sink.receive({ payload: 'x' });
      await waitUntil(() => caught.some(({ payload }) => payload === 'x'), 'the error');
      for (const { error } of caught) {
        assert.equal(error?.code, 'MIMECAST_CONFIG');
        assert.match(error?.message ?? '', reason);
      }
      assert.equal(delivered.length, 0);
    });
  }
});
