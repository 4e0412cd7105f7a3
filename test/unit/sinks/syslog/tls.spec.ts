import assert from 'node:assert/strict';
import { fixture } from '../../api/support/servers';
import { useTidy } from './support/cleanup';
import { framesOf } from './support/frames';
import { collect, listen } from './support/receivers';
import { waitUntil } from './support/sinks';

const SERVER = { key: fixture('server.pem'), cert: fixture('server.pem') };
const CA = fixture('ca.pem');

describe('syslog over TCP and TLS', () => {
  const { tidy, watch } = useTidy();

  describe('over TLS', () => {
    const target = (port: number, tls: object, host = '127.0.0.1') => ({ target: { host, port, tls } });

    it('delivers to a server with a trusted authority', async () => {
      const server = tidy(await collect({ tls: SERVER }));
      const { sink } = watch(server.port, target(server.port, { ca: CA, servername: '' }, 'localhost'));
      await sink.send('secret');
      await waitUntil('it', () => framesOf(server).length === 1);
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
        const server = tidy(await collect({ tls: { key: both, cert: both } }));
        const { sink, warnings } = watch(server.port, target(server.port, tls));
        const lost = assert.rejects(sink.send('secret'), { code: 'SYSLOG_CLOSED' });
        await waitUntil('the refusal', () => warnings.length > 0);
        assert.match(warnings[0] ?? '', reason);
        await sink.close();
        await lost;
        assert.ok(server.streams.every(({ length }) => length === 0));
      });
    }

    it('verifies a configured server name', async () => {
      const server = tidy(await collect({ tls: SERVER }));
      const { sink } = watch(server.port, target(server.port, { ca: CA, servername: 'api.mimecast.test' }));
      await sink.send('x');
    });

    it('acknowledges nothing while the server still checks the client certificate', async () => {
      const server = tidy(
        await collect({ tls: { ...SERVER, ca: CA, requestCert: true, rejectUnauthorized: true } }),
      );
      const { sink, warnings } = watch(server.port, target(server.port, { ca: CA }));
      const lost = assert.rejects(sink.send('x'), { code: 'SYSLOG_CLOSED' });
      await waitUntil('a refusal', () => warnings.length > 0);
      assert.match(warnings[0] ?? '', /client certificate|lost|closed/);
      await sink.close();
      await lost;
    });

    it('sends a configured client certificate', async () => {
      const server = tidy(
        await collect({ tls: { ...SERVER, ca: CA, requestCert: true, rejectUnauthorized: true } }),
      );
      const { sink } = watch(server.port, target(server.port, { ca: CA, ...SERVER }));
      await sink.send('x');
      await waitUntil('it', () => framesOf(server).length === 1);
    });

    it('reports a port without TLS', async () => {
      const server = tidy(await listen((socket) => void socket.end('220 hello\r\n')));
      const { warnings } = watch(server.port, target(server.port, {}));
      await waitUntil('it', () => warnings.length > 0);
      assert.match(warnings[0] ?? '', /check that the port speaks TLS/);
    });

    it('gives up a handshake that does not end', async () => {
      const server = tidy(await listen(() => undefined));
      const { warnings } = watch(server.port, target(server.port, {}), { times: { openTimeoutMs: 50 } });
      await waitUntil('it', () => warnings.length > 0);
      assert.match(warnings[0] ?? '', /does not answer/);
    });

    it('reports an unusable key', async () => {
      const server = tidy(await collect());
      const { warnings } = watch(server.port, target(server.port, { key: 'no key', cert: 'canary-cert' }));
      await waitUntil('it', () => warnings.length > 0);
      assert.match(warnings[0] ?? '', /the TLS configuration holds/);
      assert.doesNotMatch(warnings[0] ?? '', /canary/);
    });
  });
});
