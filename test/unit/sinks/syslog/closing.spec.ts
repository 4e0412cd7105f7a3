import assert from 'node:assert/strict';
import { waitUntil } from '../../../doubles/wait-until';
import { useSyslogCleanup } from './support/cleanup';
import { framesOf } from './support/frames';
import { collect, listen } from './support/receivers';

describe('syslog over TCP and TLS', () => {
  const { stopAfterTest, watch } = useSyslogCleanup();

  describe('when closed', () => {
    it('accepts no more messages', async () => {
      const server = stopAfterTest(await collect());
      const { sink } = watch(server.port);
      await sink.close();
      await assert.rejects(sink.send('late'), { code: 'SYSLOG_CLOSED' });
    });

    it('waits for messages in transit, but not for ever', async () => {
      const server = stopAfterTest(await collect());
      await server.stop();
      const { sink } = watch(server.port);
      const lost = assert.rejects(sink.send('a'), { code: 'SYSLOG_CLOSED' });
      const started = Date.now();
      await sink.close();
      await lost;
      assert.ok(Date.now() - started >= 290);
    });

    it('delivers waiting messages when the server comes back in time', async () => {
      const server = stopAfterTest(await collect());
      await server.stop();
      const { sink } = watch(server.port);
      const sent = sink.send('a');
      const closed = sink.close();
      await server.restart();
      await sent;
      await closed;
      await waitUntil(() => framesOf(server).length === 1, 'it');
    });

    it('tries at once, whatever the remaining back-off', async () => {
      const server = stopAfterTest(await collect());
      await server.stop();
      const times = { backoffMs: 50, maxBackoffMs: 3_600_000, drainMs: 1500 };
      const { sink, states } = watch(server.port, {}, { times });
      const sent = sink.send('a');
      const patient = (): boolean => {
        const last = states.at(-1);
        return last?.kind === 'disconnected' && last.retryAt - Date.now() > 300;
      };
      await waitUntil(patient, 'a long pause');
      await server.restart();
      await sink.close();
      await sent;
    });

    it('aborts a connection that is being made', async () => {
      const gone: number[] = [];
      const server = stopAfterTest(
        await listen((socket, index) => void socket.resume().on('close', () => gone.push(index))),
      );
      // A handshake that never ends.
      const { sink } = watch(server.port, { target: { host: '127.0.0.1', port: server.port, tls: {} } });
      await waitUntil(() => server.connections.length === 1, 'a connection');
      await sink.close();
      await waitUntil(() => gone.length === 1, 'its end');
    });
  });
});
