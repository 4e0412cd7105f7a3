import assert from 'node:assert/strict';
import { waitUntil } from '../../../doubles/wait-until';
import { Cleanup } from '../../../real/harness/process/cleanup';
import { HecDouble } from '../../../real/harness/servers/hec-double';
import { fixture, serveHttps, serveProxy } from '../../api/support/servers';
import { NO_ORIGIN, sinkFor, TOKEN } from './support/sinks';

const URL = 'https://api.mimecast.test/services/collector/event';

describe('The HTTP sink in a network', () => {
  const cleanup = new Cleanup();
  afterEach(() => cleanup.close());

  async function serve() {
    const splunk = new HecDouble(TOKEN);
    const server = await serveHttps('server.pem', (request, response, body) => {
      const { status, json } = splunk.respond({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(status).end(JSON.stringify(json));
    });
    cleanup.add(() => server.close());
    return { splunk, server };
  }

  it('sends through a proxy, with its login and an authority of its own', async () => {
    const { splunk, server } = await serve();
    const proxy = await serveProxy(server.port);
    cleanup.add(() => proxy.close());
    const login = { username: 'proxy-user', password: 'canary-proxy-password' };
    const { sink } = sinkFor(
      {
        url: URL,
        gzip: false,
        tls: { ca: fixture('ca.pem') },
        proxy: { url: proxy.origin, noProxy: [], ...login },
      },
      cleanup,
    );
    await sink.send({ event: 1 }, NO_ORIGIN);
    assert.equal(splunk.accepted.length, 1);
    const basic = Buffer.from(`${login.username}:${login.password}`).toString('base64');
    assert.deepEqual(proxy.tunnels[0], { target: 'api.mimecast.test:443', authorization: `Basic ${basic}` });
  });

  it('says that the proxy wants a login, and does not send without it', async () => {
    const { splunk, server } = await serve();
    const proxy = await serveProxy(server.port, { status: 407, text: 'Proxy Authentication Required' });
    cleanup.add(() => proxy.close());
    const { sink, misconfigured } = sinkFor({ url: URL, proxy: { url: proxy.origin, noProxy: [] } }, cleanup);
    const failed = assert.rejects(sink.send({ event: 1 }, NO_ORIGIN), { code: 'HTTP_CLOSED' });
    await waitUntil(() => misconfigured.length > 0, 'the reason');
    assert.match(misconfigured[0] ?? '', /^api\.mimecast\.test: the proxy asks for a user name and password/);
    await sink.close();
    await failed;
    assert.equal(splunk.requests, 0);
  });

  for (const [what, tls, cause] of [
    ['an authority that is not trusted', {}, 'certificate authority not trusted'],
    ['a certificate for another name', { ca: fixture('ca.pem') }, 'certificate is for another host name'],
  ] as const) {
    it(`does not send to ${what}`, async () => {
      const { splunk, server } = await serve();
      const url = `https://localhost:${server.port}/services/collector/event`;
      const servername = 'other.example';
      const { sink, states } = sinkFor({ url, tls: { ...tls, servername } }, cleanup);
      const failed = assert.rejects(sink.send({ event: 1 }, NO_ORIGIN), { code: 'HTTP_CLOSED' });
      await waitUntil(() => states.some(({ trouble }) => trouble !== undefined), 'the outage');
      assert.equal(states.find(({ trouble }) => trouble !== undefined)?.trouble?.cause, cause);
      await sink.close();
      await failed;
      assert.equal(splunk.requests, 0);
    });
  }

  it('refuses a certificate that can not be used, at once', () => {
    assert.throws(() => sinkFor({ url: URL, tls: { cert: 'x', key: 'y' } }, cleanup), {
      name: 'NoAnswer',
      message: 'the TLS configuration contains a certificate, key or passphrase that cannot be used',
    });
  });
});
