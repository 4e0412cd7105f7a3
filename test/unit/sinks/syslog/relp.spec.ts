import assert from 'node:assert/strict';
import { waitUntil } from '../../../doubles/wait-until';
import { fixture } from '../../api/support/servers';
import { useSyslogCleanup } from './support/cleanup';
import { listen } from './support/receivers';
import { acceptAll, type Command, OPENED, type Responder, relpServer, rsp } from './support/relp-server';
import { bodyOf, type sinkFor, type WatchedSink } from './support/sinks';

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `message ${index}`);

describe('syslog over RELP', () => {
  const opened = useSyslogCleanup();
  const { stopAfterTest } = opened;
  const serve = async (respond?: Responder) => stopAfterTest(await relpServer(respond));
  const watch = (port: number, limits: Parameters<typeof sinkFor>[2] = {}): WatchedSink =>
    opened.watch(port, { protocol: 'relp' }, limits);

  it('opens, sends and closes as the protocol requires', async () => {
    const server = await serve();
    const { sink } = watch(server.port);
    await sink.send(['one', 'two'], { type: 'receipt' });
    await sink.close();
    const [session = []] = server.commands;
    assert.deepEqual(
      session.map(({ txnr, name }) => `${txnr} ${name}`),
      ['1 open', '2 syslog', '3 syslog', '4 close'],
    );
    const offers = session[0]?.data.split('\n') ?? [];
    assert.deepEqual(
      offers.map((offer) => offer.split('=')[0]),
      ['relp_version', 'relp_software', 'commands'],
    );
    assert.ok(offers.includes('relp_version=0') && offers.includes('commands=syslog'));
    assert.match(session[1]?.data ?? '', /^<134>1 \S+Z here test 42 receipt - one$/);
  });

  it('resolves only when every record was acknowledged', async () => {
    const held: (() => void)[] = [];
    const server = await serve((command, socket, session) => {
      if (command.name !== 'syslog') return acceptAll(command, socket, session);
      held.push(() => socket.write(rsp(command.txnr, '200 OK')));
      return undefined;
    });
    const { sink } = watch(server.port, { times: { responseTimeoutMs: 2000 } });
    let delivered = false;
    const sent = sink.send(['one', 'two']).then(() => {
      delivered = true;
    });
    await waitUntil(() => held.length === 2, 'both');
    held[1]?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(delivered, false);
    held[0]?.();
    await sent;
  });

  it('has at most 128 unacknowledged messages', async () => {
    const waiting: Command[] = [];
    let most = 0;
    let received = 0;
    const server = await serve((command, socket, session) => {
      if (command.name !== 'syslog') return acceptAll(command, socket, session);
      waiting.push(command);
      received += 1;
      most = Math.max(most, waiting.length);
      // It answers when the window is full, after what else has arrived by then.
      if (waiting.length === 128 || received === 1000)
        setImmediate(() => {
          for (const { txnr } of waiting.splice(0)) socket.write(rsp(txnr, '200 OK'));
        });
      return undefined;
    });
    const { sink } = watch(server.port, { times: { responseTimeoutMs: 2000 } });
    await Promise.all(numbered(1000).map((text) => sink.send(text)));
    assert.equal(most, 128);
  });

  it('accepts responses in any order, split into single octets', async () => {
    const held: string[] = [];
    const server = await serve((command, socket, session) => {
      if (command.name !== 'syslog') return acceptAll(command, socket, session);
      held.push(rsp(command.txnr, '200 OK'));
      if (held.length === 3) for (const octet of held.reverse().join('')) socket.write(octet);
      return undefined;
    });
    const { sink } = watch(server.port);
    await sink.send(['one', 'two', 'three']);
    assert.equal(server.connections.length, 1);
  });

  it('resends, in order, unacknowledged messages when the connection broke', async () => {
    let count = 0;
    const server = await serve((command, socket, session) => {
      if (command.name === 'syslog' && session === 0) {
        count += 1;
        if (count === 20) socket.destroy();
        if (count >= 20) return undefined;
      }
      return acceptAll(command, socket, session);
    });
    const { sink, warnings } = watch(server.port);
    await sink.send(numbered(100));
    const [, repeated = []] = server.commands;
    const bodies = repeated.filter(({ name }) => name === 'syslog').map(({ data }) => bodyOf(data));
    // Numbers start anew with a session, and nothing is omitted.
    assert.deepEqual(
      repeated.slice(0, 2).map(({ txnr }) => txnr),
      [1, 2],
    );
    assert.deepEqual(bodies, numbered(100).slice(-bodies.length));
    assert.ok(bodies.length >= 81);
    assert.equal(new Set(server.accepted).size, 100);
    assert.match(warnings[0] ?? '', /the connection was lost|closed the connection/);
  });

  it('survives a server that breaks off in the middle of a response', async () => {
    const server = await serve((command, socket, session) => {
      if (command.name !== 'syslog' || session > 0) return acceptAll(command, socket, session);
      socket.end('2 rsp 6 200');
      return undefined;
    });
    const { sink } = watch(server.port);
    await sink.send('once more');
    assert.deepEqual(server.accepted.map(bodyOf), ['once more']);
  });

  it('reconnects when a response does not come', async () => {
    const server = await serve((command, socket, session) =>
      command.name === 'syslog' && session === 0 ? undefined : acceptAll(command, socket, session),
    );
    const { sink, warnings } = watch(server.port);
    await sink.send('once more');
    assert.match(warnings[0] ?? '', /stopped responding/);
    assert.equal(server.connections.length, 2);
  });

  it('reconnects when the server closes the session', async () => {
    const server = await serve((command, socket, session) => {
      if (command.name !== 'syslog' || session > 0) return acceptAll(command, socket, session);
      socket.write('0 serverclose 0\n');
      return undefined;
    });
    const { sink, warnings } = watch(server.port);
    await sink.send('once more');
    assert.match(warnings[0] ?? '', /closed the RELP session/);
    assert.deepEqual(server.accepted.map(bodyOf), ['once more']);
  });

  it('ignores unknown hints', async () => {
    const server = await serve((command, socket, session) => {
      if (command.name === 'syslog') socket.write('0 hint 5 hello\n');
      return acceptAll(command, socket, session);
    });
    const { sink } = watch(server.port);
    await sink.send('x');
    assert.equal(server.connections.length, 1);
  });

  it('disconnects from a server that answers an unknown number', async () => {
    const server = await serve((command, socket, session) => {
      if (command.name === 'syslog' && session === 0) socket.write(rsp(77, '200 OK'));
      return command.name === 'syslog' && session === 0 ? undefined : acceptAll(command, socket, session);
    });
    const { sink, warnings } = watch(server.port);
    await sink.send('x');
    assert.match(warnings[0] ?? '', /sent an unexpected response/);
  });

  const openings: readonly [string, Responder, RegExp][] = [
    ['refuses', () => '500 too many sessions', /refused the RELP session: 500 too many sessions/],
    [
      'does not take syslog',
      () => '200 OK\nrelp_version=0\ncommands=other',
      /does not accept syslog over RELP/,
    ],
    ['keeps silent', () => undefined, /does not respond like a RELP server/],
  ];
  for (const [what, respond, reason] of openings) {
    it(`reports a server that ${what}`, async () => {
      const server = await serve(respond);
      const { warnings, states } = watch(server.port, { times: { openTimeoutMs: 60 } });
      await waitUntil(() => warnings.length > 0, 'a warning');
      assert.match(warnings[0] ?? '', reason);
      assert.ok(states.every(({ kind }) => kind !== 'connected'));
    });
  }

  it('reports a port with another protocol', async () => {
    const server = stopAfterTest(await listen((socket) => void socket.write('220 mail.example ESMTP\r\n')));
    const { warnings } = watch(server.port);
    await waitUntil(() => warnings.length > 0, 'a warning');
    assert.match(warnings[0] ?? '', /sent invalid RELP data/);
  });

  it('finds syslog among several commands', async () => {
    const server = await serve((command, socket, session) =>
      command.name === 'open'
        ? '200 OK\ncommands=eventlog,syslog,x\nrelp_version=0'
        : acceptAll(command, socket, session),
    );
    const { sink } = watch(server.port);
    await sink.send('x');
  });

  it('closes while it opens', async () => {
    const server = await serve(() => undefined);
    const { sink } = watch(server.port, { times: { openTimeoutMs: 5000 } });
    await waitUntil(() => server.commands[0]?.length === 1, 'open');
    await sink.close();
  });

  it('closes although the close command is not answered', async () => {
    const server = await serve(({ name }) =>
      name === 'open' ? OPENED : name === 'close' ? undefined : '200 OK',
    );
    const { sink } = watch(server.port);
    await sink.send('x');
    await sink.close();
    assert.equal(server.commands[0]?.at(-1)?.name, 'close');
  });

  it('loses nothing when the server is stopped and started in the middle', async () => {
    const server = await serve();
    const { sink } = watch(server.port, { times: { responseTimeoutMs: 1000 } });
    const texts = numbered(3000);
    const sent = Promise.all(texts.map((text) => sink.send(text)));
    for (const share of [500, 1500]) {
      await waitUntil(() => server.accepted.length > share, 'some');
      await server.stop();
      await server.restart();
    }
    await sent;
    assert.equal(new Set(server.accepted.map(bodyOf)).size, 3000);
    // At most one window of messages is sent twice for each stop.
    assert.ok(server.accepted.length <= 3000 + 2 * 128);
  });

  it('also receives acknowledgements over TLS', async () => {
    const both = fixture('server.pem');
    const server = stopAfterTest(await relpServer(acceptAll, { tls: { key: both, cert: both } }));
    const { sink } = opened.watch(server.port, {
      protocol: 'relp',
      target: { host: '127.0.0.1', port: server.port, tls: { ca: fixture('ca.pem') } },
    });
    await sink.send(numbered(500));
    assert.equal(server.accepted.length, 500);
  });
});
