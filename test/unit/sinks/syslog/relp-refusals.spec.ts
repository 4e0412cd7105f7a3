import assert from 'node:assert/strict';
import { waitUntil } from '../../../doubles/wait-until';
import { useSyslogCleanup } from './support/cleanup';
import { acceptAll, OPENED, type Responder, relpServer, rsp } from './support/relp-server';
import { bodyOf, type WatchedSink } from './support/sinks';

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `message ${index}`);

describe('a refusal over RELP', () => {
  const opened = useSyslogCleanup();
  const serve = async (respond?: Responder) => opened.stopAfterTest(await relpServer(respond));
  const watch = (port: number): WatchedSink => opened.watch(port, { protocol: 'relp' });

  it('fails the message that the server refuses, and no other', async () => {
    const server = await serve((command, socket, session) =>
      command.data.endsWith('bad') ? '500 no room\x07\nfor this' : acceptAll(command, socket, session),
    );
    const { sink } = watch(server.port);
    const [good, bad, later] = [sink.send('good'), sink.send(['fine', 'bad', 'bad']), sink.send('later')];
    await assert.rejects(bad, {
      code: 'SYSLOG_REFUSED',
      message: 'the syslog server refused 2 messages: 500 no room',
    });
    await good;
    await later;
    assert.equal(server.connections.length, 1);
  });

  it('says that a record is refused for good when the server accepts others, and names it', async () => {
    const server = await serve((command, socket, session) =>
      command.data.endsWith('bad') ? '500 no' : acceptAll(command, socket, session),
    );
    const { sink } = watch(server.port);
    await assert.rejects(sink.send(['bad', 'good', 'bad', 'bad', 'good']), {
      code: 'SYSLOG_REFUSED',
      refusals: [0, 2, 3].map((record) => ({ record, code: 'SYSLOG_REFUSED', reason: '500 no' })),
    });
    assert.equal(server.connections.length, 1);
  });

  it('refuses no record for good as long as the server has accepted none', async () => {
    const server = await serve(({ name }) => (name === 'open' ? OPENED : '500 no'));
    const { sink } = watch(server.port);
    await assert.rejects(sink.send('x'), { code: 'SYSLOG_REFUSED', refusals: [] });
  });

  it('disconnects from a server that refuses everything, and sends it all again later', async () => {
    let isFull = true;
    const server = await serve((command, socket, session) =>
      command.name === 'syslog' && isFull ? '500 disk full' : acceptAll(command, socket, session),
    );
    const { sink, warnings, states } = watch(server.port);
    const sent = sink.send(numbered(300));
    await waitUntil(() => server.connections.length > 2, 'another attempt');
    assert.match(warnings[0] ?? '', /the server refuses all messages: 500 disk full/);
    assert.ok(states.some(({ kind }) => kind === 'disconnected'));
    isFull = false;
    await sent;
    assert.deepEqual([...new Set(server.accepted.map(bodyOf))], numbered(300));
  });

  it('disconnects from a server that has begun to refuse everything, one message at a time', async () => {
    let accepted = 0;
    const server = await serve((command, socket, session) => {
      if (command.name === 'syslog' && session === 0 && accepted >= 2) return '500 disk full';
      if (command.name === 'syslog') accepted += 1;
      return acceptAll(command, socket, session);
    });
    const { sink, warnings } = watch(server.port);
    const failed: string[] = [];
    for (const text of numbered(9)) await sink.send(text).catch(() => failed.push(text));
    assert.deepEqual(failed, numbered(9).slice(2, 5));
    assert.match(warnings[0] ?? '', /refuses all messages/);
  });

  for (const code of ['201 OK', '200OK', '2000', ' 200 OK', '404 no', 'OK', '199 x']) {
    it(`does not take "${code}" for an acknowledgement`, async () => {
      const server = await serve(({ name }) => (name === 'open' ? OPENED : name === 'close' ? '' : code));
      const { sink } = watch(server.port);
      await assert.rejects(sink.send('x'), { code: 'SYSLOG_REFUSED' });
    });
  }

  it('disconnects when a number is answered twice', async () => {
    const server = await serve((command, socket, session) => {
      if (command.name === 'syslog' && session === 0) socket.write(rsp(command.txnr, '200 OK').repeat(2));
      return command.name === 'syslog' && session === 0 ? undefined : acceptAll(command, socket, session);
    });
    const { sink, warnings } = watch(server.port);
    await sink.send('x');
    await waitUntil(() => warnings.length > 0, 'the warning');
    assert.match(warnings[0] ?? '', /sent an unexpected response/);
  });

  it('treats a response without a code as a refusal', async () => {
    const server = await serve((command, socket, session) =>
      command.name === 'syslog' ? '' : acceptAll(command, socket, session),
    );
    const { sink } = watch(server.port);
    await assert.rejects(sink.send('x'), { message: /refused a message: no reason given/ });
  });
});
