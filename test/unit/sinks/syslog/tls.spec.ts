import assert from 'node:assert/strict';
import { waitUntil } from '../../../doubles/wait-until';
import { fixture } from '../../api/support/servers';
import { useSyslogCleanup } from './support/cleanup';
import { framesOf } from './support/frames';
import { collect, listen } from './support/receivers';

const SERVER = { key: fixture('server.pem'), cert: fixture('server.pem') };
const CA = fixture('ca.pem');

describe('syslog over TCP and TLS', () => {
  const { stopAfterTest, watch } = useSyslogCleanup();

  describe('over TLS', () => {
    const target = (port: number, tls: object, host = '127.0.0.1') => ({ target: { host, port, tls } });

    it('delivers to a server with a trusted authority', async () => {
      const server = stopAfterTest(await collect({ tls: SERVER }));
      const { sink } = watch(server.port, target(server.port, { ca: CA, servername: '' }, 'localhost'));
      await sink.send('secret');
      await waitUntil(() => framesOf(server).length === 1, 'it');
    });

    const refusals: readonly [string, string, object, RegExp][] = [
      ['an unknown authority', 'server.pem', {}, /authority that is not trusted/],
      ['a certificate that has expired', 'expired.pem', { ca: CA }, /has expired/],
      ['a certificate for another name', 'stranger.pem', { ca: CA }, /for another name/],
      [
        'another server name than set',
        'server.pem',
        { ca: CA, servername: 'logs.example' },
        /for another name/,
      ],
    ];
    for (const [what, pem, tls, reason] of refusals) {
      it(`does not send to ${what}`, async () => {
        const both = fixture(pem);
        const server = stopAfterTest(await collect({ tls: { key: both, cert: both } }));
        const { sink, warnings } = watch(server.port, target(server.port, tls));
        const lost = assert.rejects(sink.send('secret'), { code: 'SYSLOG_CLOSED' });
        await waitUntil(() => warnings.length > 0, 'the refusal');
        assert.match(warnings[0] ?? '', reason);
        await sink.close();
        await lost;
        assert.ok(server.streams.every(({ length }) => length === 0));
      });
    }

    it('verifies a configured server name', async () => {
      const server = stopAfterTest(await collect({ tls: SERVER }));
      const { sink } = watch(server.port, target(server.port, { ca: CA, servername: 'api.mimecast.test' }));
      await sink.send('x');
    });

    it('acknowledges nothing while the server still checks the client certificate', async () => {
      const server = stopAfterTest(
        await collect({ tls: { ...SERVER, ca: CA, requestCert: true, rejectUnauthorized: true } }),
      );
      const { sink, warnings } = watch(server.port, target(server.port, { ca: CA }));
      const lost = assert.rejects(sink.send('x'), { code: 'SYSLOG_CLOSED' });
      await waitUntil(() => warnings.length > 0, 'a refusal');
      assert.match(warnings[0] ?? '', /client certificate|lost|closed/);
      await sink.close();
      await lost;
    });

    it('sends a configured client certificate', async () => {
      const server = stopAfterTest(
        await collect({ tls: { ...SERVER, ca: CA, requestCert: true, rejectUnauthorized: true } }),
      );
      const { sink } = watch(server.port, target(server.port, { ca: CA, ...SERVER }));
      await sink.send('x');
      await waitUntil(() => framesOf(server).length === 1, 'it');
    });

    it('reports a port without TLS', async () => {
      const server = stopAfterTest(await listen((socket) => void socket.end('220 hello\r\n')));
      const { warnings } = watch(server.port, target(server.port, {}));
      await waitUntil(() => warnings.length > 0, 'it');
      assert.match(warnings[0] ?? '', /check that the port supports TLS/);
    });

    it('gives up a handshake that does not end', async () => {
      const server = stopAfterTest(await listen(() => undefined));
      const { warnings } = watch(server.port, target(server.port, {}), { times: { openTimeoutMs: 50 } });
      await waitUntil(() => warnings.length > 0, 'it');
      assert.match(warnings[0] ?? '', /does not answer/);
    });

    it('reports an unusable key', async () => {
      const server = stopAfterTest(await collect());
      const { warnings } = watch(server.port, target(server.port, { key: 'no key', cert: 'canary-cert' }));
      await waitUntil(() => warnings.length > 0, 'it');
      assert.match(warnings[0] ?? '', /the TLS configuration has/);
      assert.doesNotMatch(warnings[0] ?? '', /canary/);
    });
  });
});
