import assert from 'node:assert/strict';
import { waitUntil } from '../../doubles/wait-until';
import { fixture } from '../../unit/api/support/servers';
import { acceptAll, rsp } from '../../unit/sinks/syslog/support/relp-server';
import { bodyOf } from '../../unit/sinks/syslog/support/sinks';
import { type FlowNode, helper } from '../support/account-helper';
import { tlsNode } from '../support/flow-nodes';
import { flow, nodeOf, spy, useSyslogFlows } from './syslog-harness';

describe('mimecast-syslog', () => {
  const { serve, run } = useSyslogFlows();

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
    ['a URL with a port for a host', { host: 'tls://logs.example:6514' }, /: host: /],
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
