import assert from 'node:assert/strict';
import { syslogStatus } from '../../../../nodes/lib/runtime/sinks/syslog-node';
import { waitUntil } from '../../../doubles/wait-until';
import { useSyslogCleanup } from './support/cleanup';
import { framesOf } from './support/frames';
import { collect, listen, readFrames } from './support/receivers';
import { bodyOf } from './support/sinks';

describe('syslog over TCP and TLS', () => {
  const { stopAfterTest, watch } = useSyslogCleanup();

  it('counts octets, not characters', async () => {
    const server = stopAfterTest(await collect());
    const { sink } = watch(server.port);
    await sink.send(['grün', '😀'], { type: 'receipt' });
    await waitUntil(() => (server.streams[0]?.length ?? 0) > 100, 'both');
    const [stream] = server.streams;
    assert.match(stream?.toString('utf8') ?? '', /^\d+ <134>1 \S+Z here test 42 receipt - grün\d+ </);
    assert.deepEqual(framesOf(server), ['grün', '😀']);
  });

  it('ends each message with a line feed, if configured', async () => {
    const server = stopAfterTest(await collect());
    const { sink } = watch(server.port, { framing: 'newline' });
    await sink.send('one\ntwo');
    await sink.send('three');
    await waitUntil(() => (server.streams[0]?.toString().split('\n').length ?? 0) === 3, 'both');
    assert.deepEqual(server.streams[0]?.toString().split('\n').map(bodyOf), ['one\\ntwo', 'three', '']);
  });

  it('delivers thousands in order over one connection', async () => {
    const server = stopAfterTest(await collect());
    const { sink } = watch(server.port);
    const texts = Array.from({ length: 5000 }, (_, index) => `${index} ${'x'.repeat(100)}`);
    await Promise.all(
      Array.from({ length: 50 }, (_, page) => sink.send(texts.slice(page * 100, page * 100 + 100))),
    );
    await sink.close();
    await waitUntil(() => framesOf(server).length === 5000, 'all');
    assert.deepEqual(framesOf(server), texts);
    assert.equal(server.connections.length, 1);
  });

  it('waits for an unavailable server, and reports it once', async () => {
    const server = stopAfterTest(await collect());
    await server.stop();
    const { sink, states, warnings, logs, debugs } = watch(server.port);
    const sent = sink.send('early');
    await waitUntil(() => debugs.length > 0, 'a second try');
    assert.deepEqual(warnings, [
      `syslog server 127.0.0.1:${server.port}: the connection was refused: check the port, and that the server runs; messages wait, and the connection is retried automatically`,
    ]);
    const down = states.find(({ kind }) => kind === 'disconnected');
    assert.ok(down?.kind === 'disconnected');
    assert.equal(down.waiting, 1);
    assert.match(down.outage.reason, /refused/);
    await server.restart();
    await sent;
    await waitUntil(() => framesOf(server).length === 1, 'it');
    assert.equal(warnings.length, 1);
    assert.match(logs[0] ?? '', /connected again after 0 s, 1 messages waiting/);
    // A state may be shown again meanwhile, with the number of messages waiting by then.
    const kinds = states.map(({ kind }) => kind);
    assert.deepEqual([...new Set(kinds)], ['connecting', 'disconnected', 'connected']);
    assert.equal(kinds.at(-1), 'connected');
    const shown = states.map((state) => syslogStatus(state).fill);
    assert.deepEqual([...new Set(shown)], ['yellow', 'red', 'green'], 'red until it is over');
    assert.equal(shown.lastIndexOf('red'), shown.indexOf('green') - 1);
    assert.match(
      String(syslogStatus(down).text),
      /^connection refused · 1 waiting · next try (\d+ [A-Z][a-z]{2} )?\d\d:\d\d$/,
    );
    assert.ok(
      states.some((state) => syslogStatus(state).text === 'connection refused · 1 waiting · trying again'),
    );
  });

  it('loses and duplicates nothing around the restart of an idle server', async () => {
    const server = stopAfterTest(await collect());
    const { sink } = watch(server.port);
    for (const text of ['a', 'b', 'c', 'd']) {
      await sink.send(text);
      await waitUntil(() => framesOf(server).includes(text), text);
      await server.stop();
      await server.restart();
    }
    assert.deepEqual(framesOf(server), ['a', 'b', 'c', 'd']);
  });

  it('does not acknowledge messages written while the server was leaving', async () => {
    const server = stopAfterTest(await collect());
    const { sink, states } = watch(server.port);
    await waitUntil(
      () => states.at(-1)?.kind === 'connected' && server.connections.length === 1,
      'a connection',
    );
    // Both happen before this process can have read the end.
    server.connections[0]?.end();
    await new Promise((resolve) => setImmediate(resolve));
    await sink.send('not lost');
    await waitUntil(() => server.streams.length > 1 && (server.streams[1]?.length ?? 0) > 0, 'it');
    assert.deepEqual(readFrames(server.streams[1] ?? Buffer.alloc(0)).map(bodyOf), ['not lost']);
  });

  it('resends messages that were not flushed when the connection broke', async () => {
    const big = 'x'.repeat(60_000);
    const texts = Array.from({ length: 300 }, (_, index) => `${index} ${big}`);
    let stalled = true;
    const streams: Buffer[][] = [];
    const server = stopAfterTest(
      await listen((socket, index) => {
        streams[index] = [];
        if (stalled) socket.pause();
        else socket.on('data', (chunk: Buffer) => streams[index]?.push(chunk));
      }),
    );
    const { sink } = watch(server.port, {}, { times: { responseTimeoutMs: 5000 } });
    const sent = Promise.all(texts.map((text) => sink.send(text)));
    await waitUntil(() => server.connections.length === 1, 'a connection');
    await new Promise((resolve) => setTimeout(resolve, 30));
    stalled = false;
    server.connections[0]?.destroy();
    await sent;
    await sink.close();
    const last = (): string[] => readFrames(Buffer.concat(streams[1] ?? [])).map(bodyOf);
    await waitUntil(() => last().at(-1) === texts.at(-1), 'the last');
    // From the first that was not flushed, all of them, in order.
    assert.deepEqual(last(), texts.slice(-last().length));
    assert.ok(last().length > 100);
  });

  it('disconnects from a server that has stopped reading, and resends', async () => {
    let stalled = true;
    const texts: string[] = [];
    const server = stopAfterTest(
      await listen((socket) => {
        if (stalled) socket.pause();
        else socket.on('data', (chunk: Buffer) => texts.push(chunk.toString()));
        stalled = false;
      }),
    );
    const { sink, warnings } = watch(server.port);
    await sink.send(Array.from({ length: 300 }, () => 'x'.repeat(60_000)));
    assert.match(warnings[0] ?? '', /the server has stopped reading/);
    assert.equal(server.connections.length, 2);
  });

  it('reconnects when the server closes repeatedly', async () => {
    const server = stopAfterTest(
      await listen((socket, index) => void (index < 3 ? socket.destroy() : socket.resume())),
    );
    const { states, warnings } = watch(server.port, {}, {});
    await waitUntil(
      () => server.connections.length === 4 && states.at(-1)?.kind === 'connected',
      'a lasting one',
    );
    assert.ok(warnings.length <= 4);
  });

  it('shows a long wait', async () => {
    const server = stopAfterTest(await listen((socket) => void socket.pause()));
    const { sink, states } = watch(server.port, {}, { times: { responseTimeoutMs: 5000, drainMs: 10 } });
    const sent = sink.send(Array.from({ length: 300 }, () => 'x'.repeat(60_000)));
    await waitUntil(
      () => states.some(({ kind, waiting }) => kind === 'connected' && waiting === 1),
      'it shows',
    );
    const rejected = assert.rejects(sent, { code: 'SYSLOG_CLOSED' });
    await sink.close();
    await rejected;
  });

  it('rejects messages beyond the queue limit', async () => {
    const server = stopAfterTest(await collect());
    await server.stop();
    const { sink } = watch(server.port, {}, { queue: { messages: 1, bytes: 100 } });
    const first = sink.send('one');
    await assert.rejects(sink.send('two'), { code: 'SYSLOG_FULL' });
    await server.restart();
    await first;
  });

  it('cuts long messages and warns once', async () => {
    const server = stopAfterTest(await collect());
    const { sink, warnings, debugs } = watch(server.port, { maxBytes: 480 });
    await sink.send(['x'.repeat(600), 'y'.repeat(600)]);
    await sink.send('z'.repeat(600));
    assert.deepEqual(warnings, ['2 syslog messages were longer than 480 octets and cut']);
    assert.deepEqual(debugs, ['1 syslog message was longer than 480 octets and cut']);
    await waitUntil(() => framesOf(server).length === 3, 'all');
    for (const message of readFrames(Buffer.concat([...server.streams]))) {
      assert.equal(Buffer.byteLength(message), 480);
    }
  });

  it('reports that a host does not exist', async () => {
    const { warnings } = watch(1, { target: { host: 'no-such-host.invalid', port: 1, tls: undefined } });
    await waitUntil(() => warnings.length > 0, 'it');
    assert.match(warnings[0] ?? '', /the host was not found|could not be looked up/);
  });
});
