import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { inSequence, status } from '../support/responders';
import { json, serveSockets, type TestServer } from '../support/servers';
import { callOptions, clientOf, REQUEST } from '../support/tenant';
import { useTenants } from '../support/tenants';

describe('The client', () => {
  const { tenant, close } = useTenants();

  describe('stopping', () => {
    const stop = new Error('stop');

    it('ends a call under way', async () => {
      const stopping = new AbortController();
      const [client] = await tenant({ answer: () => stopping.abort(stop) });
      await assert.rejects(client.call(REQUEST, callOptions({ signal: stopping.signal })), stop);
    });

    it('ends a call in its back-off', async () => {
      Math.random = () => 1;
      const stopping = new AbortController();
      const [client] = await tenant({
        answer: (_attempt, _request, response) => {
          json(response, 503, {});
          setTimeout(() => stopping.abort(stop), 20);
        },
      });
      await assert.rejects(client.call(REQUEST, callOptions({ signal: stopping.signal })), stop);
    });

    it('ends a call that waits for quota', async () => {
      const stopping = new AbortController();
      const [client] = await tenant({ answer: inSequence(status(429, {}, { 'retry-after': '60' })) });
      const onThrottled = (): void => stopping.abort(stop);
      await assert.rejects(client.call(REQUEST, callOptions({ signal: stopping.signal, onThrottled })), stop);
    });

    it('works for very many calls at once without a warning, and leaves no listener behind', async () => {
      const warnings: Error[] = [];
      const onWarning = (warning: Error): number => warnings.push(warning);
      process.on('warning', onWarning);
      const [client] = await tenant();
      const { signal } = new AbortController();
      const streams = Array.from({ length: 20 }, (_, i) => `stream ${i}`);
      await Promise.all(streams.map((stream) => client.call(REQUEST, callOptions({ signal, stream }))));
      await new Promise((resolve) => setImmediate(resolve));
      process.off('warning', onWarning);
      assert.deepEqual(warnings, []);
      assert.equal(getEventListeners(signal, 'abort').length, 0);
    });

    it('before the call sends nothing', async () => {
      const [client, { signIns }] = await tenant();
      await assert.rejects(client.call(REQUEST, callOptions({ signal: AbortSignal.abort(stop) })), stop);
      assert.equal(signIns.length, 0);
    });

    it('by closing ends everything, including the sign-in, and prevents new calls', async () => {
      const [client] = await tenant({ signIn: () => void client.close() });
      await assert.rejects(client.call(REQUEST, callOptions()), { name: 'AbortError' });
      await assert.rejects(client.call(REQUEST, callOptions()), { name: 'AbortError' });
      await assert.rejects(client.download('https://127.0.0.1:1/x', callOptions()), { name: 'AbortError' });
      await client.close();
    });

    it('by closing releases the sockets', async () => {
      let sockets = 0;
      const server: TestServer = await serveSockets((socket) => {
        sockets += 1;
        socket.on('close', () => {
          sockets -= 1;
        });
        socket.on('error', () => undefined);
        socket.resume();
      });
      close(server);
      const client = clientOf(server.origin);
      const call = client.call(REQUEST, callOptions());
      setTimeout(() => void client.close(), 20);
      await assert.rejects(call, { name: 'AbortError' });
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(sockets, 0);
    });
  });
});
