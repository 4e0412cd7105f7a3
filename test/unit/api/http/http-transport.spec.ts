import assert from 'node:assert/strict';
import type { ApiClient } from '../../../../nodes/lib/contracts/api-client';
import { assertRedacted, failureOf } from '../support/error-assertions';
import {
  fixture,
  serveHttps,
  serveProxy,
  serveSockets,
  type TestProxy,
  type TestServer,
} from '../support/servers';
import { CLIENT_SECRET, callOptions, clientOf, REQUEST, serveTenant, type Tenant } from '../support/tenant';

const ca = fixture('ca.pem');
const PROXY_USER = 'canary@user';
const PROXY_PASSWORD = 'canary:pass/word%';
const SECRETS = [CLIENT_SECRET, PROXY_USER, PROXY_PASSWORD, `${PROXY_USER}:${PROXY_PASSWORD}`];
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);

describe('The connection to Mimecast', () => {
  const open: { close(): Promise<void> }[] = [];
  const environment = new Map<string, string | undefined>();
  beforeEach(() => {
    for (const name of PROXY_VARIABLES) {
      environment.set(name, process.env[name]);
      delete process.env[name];
    }
  });
  afterEach(async () => {
    for (const [name, value] of environment) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    for (const one of open.splice(0)) await one.close();
  });

  function clientAt(origin: string, settings: Parameters<typeof clientOf>[1] = {}): ApiClient {
    const client = clientOf(origin, { tries: 1, ...settings });
    open.push(client);
    return client;
  }
  async function secureTenant(pem = 'server.pem'): Promise<Tenant> {
    const tenant = await serveTenant({}, (handler) => serveHttps(pem, handler));
    open.push(tenant.server);
    return tenant;
  }
  const ask = (client: ApiClient): Promise<unknown> => client.call(REQUEST, callOptions());

  describe('over TLS', () => {
    it('trusts the CA of the TLS configuration', async () => {
      const { server, seen } = await secureTenant();
      await ask(clientAt(server.origin, { tls: { ca, rejectUnauthorized: true, servername: '' } }));
      assert.equal(seen.length, 1);
    });

    it('trusts any certificate when the user has switched verification off', async () => {
      const { server } = await secureTenant('expired.pem');
      await ask(clientAt(server.origin, { tls: { rejectUnauthorized: false } }));
    });

    const distrusted: readonly (readonly [string, string, string | undefined, string, RegExp])[] = [
      [
        'an unknown CA',
        'server.pem',
        undefined,
        'certificateUntrusted',
        /authority that is not trusted here: .*add its CA/,
      ],
      ['an expired certificate', 'expired.pem', ca, 'certificateExpired', /has expired.*: check the clock/],
      [
        'the certificate of another host',
        'stranger.pem',
        ca,
        'certificateName',
        /is not valid for 127\.0\.0\.1/,
      ],
    ];
    for (const [what, pem, authority, reason, sentence] of distrusted)
      it(`reports ${what} by its cause, and sends no secret`, async () => {
        const { server, signIns } = await secureTenant(pem);
        const error = await failureOf(ask(clientAt(server.origin, { tls: { ca: authority } })));
        assert.deepEqual([error.code, error.reason, error.transient], ['MIMECAST_UNAVAILABLE', reason, true]);
        assert.match(error.message, sentence);
        assertRedacted(error, SECRETS);
        assert.equal(signIns.length, 0);
      });

    it('does not retry a certificate failure within the call', async () => {
      const { server } = await secureTenant('expired.pem');
      const client = clientAt(server.origin, { tls: { ca }, tries: 4 });
      await failureOf(ask(client));
      assert.equal(client.calls, 1);
    });

    it('fails on a server without TLS', async () => {
      const { server } = await serveTenant().then((tenant) => {
        open.push(tenant.server);
        return tenant;
      });
      const error = await failureOf(ask(clientAt(server.origin.replace('http:', 'https:'))));
      assert.equal(error.reason, 'tls');
    });

    for (const [what, tls] of Object.entries({
      'an invalid certificate': { cert: 'canary-not-a-certificate' },
      'a wrong passphrase': {
        key: fixture('server.pem'),
        cert: fixture('stranger.pem'),
        passphrase: 'canary-passphrase',
      },
    }))
      it(`is rejected at once with ${what}`, () => {
        assert.throws(
          () => clientAt('https://127.0.0.1:1', { tls }),
          (error) => {
            assertRedacted(error, ['canary-not-a-certificate', 'canary-passphrase', 'PRIVATE']);
            return error instanceof Error && 'code' in error && error.code === 'MIMECAST_CONFIG';
          },
        );
      });
  });

  describe('without a response', () => {
    it('reports that the host does not exist', async () => {
      const error = await failureOf(ask(clientAt('https://no-such-host.invalid', { timeoutMs: 5000 })));
      assert.match(error.message, /no-such-host\.invalid/);
      assert.match(error.reason ?? '', /^dns(Busy)?$/);
    });

    it('reports that nothing listens at the port', async () => {
      const server = await serveSockets(() => undefined);
      await server.close();
      const error = await failureOf(ask(clientAt(server.origin)));
      assert.equal(error.reason, 'refused');
    });

    it("uses no quota when nothing listens at the port: tries continue beyond Mimecast's limit", async () => {
      const server = await serveSockets(() => undefined);
      await server.close();
      const client = clientAt(server.origin, { tries: 1 });
      const reasons = new Set<string | undefined>();
      for (let i = 0; i < 60; i += 1) {
        reasons.add((await failureOf(client.call(REQUEST, callOptions()))).reason);
      }
      assert.deepEqual([...reasons], ['refused']);
    });

    it('reports a server that does not speak HTTP', async () => {
      const server = await serveSockets((socket) => socket.end('220 mail.example ESMTP\r\n'));
      open.push(server);
      assert.equal((await failureOf(ask(clientAt(server.origin)))).reason, 'notJson');
    });
  });

  describe('through a proxy', () => {
    async function proxyTo(
      server: TestServer,
      refuse?: { status: number; text: string },
    ): Promise<TestProxy> {
      const proxy = await serveProxy(server.port, refuse);
      open.push(proxy);
      return proxy;
    }
    const HOST = 'https://api.mimecast.test';
    const account = (proxy: TestProxy, noProxy: readonly string[] = []) => ({
      url: proxy.origin,
      noProxy,
      username: PROXY_USER,
      password: PROXY_PASSWORD,
    });

    it('of the account, with its credentials', async () => {
      const { server, seen } = await secureTenant();
      const proxy = await proxyTo(server);
      await ask(clientAt(HOST, { tls: { ca }, proxy: account(proxy) }));
      assert.equal(seen.length, 1);
      const basic = Buffer.from(`${PROXY_USER}:${PROXY_PASSWORD}`).toString('base64');
      assert.notEqual(proxy.tunnels.length, 0);
      for (const tunnel of proxy.tunnels)
        assert.deepEqual(tunnel, { target: 'api.mimecast.test:443', authorization: `Basic ${basic}` });
    });

    it('of the environment', async () => {
      const { server } = await secureTenant();
      const proxy = await proxyTo(server);
      process.env['HTTPS_PROXY'] = proxy.origin;
      await ask(clientAt(HOST, { tls: { ca } }));
      assert.notEqual(proxy.tunnels.length, 0);
    });

    it('sends downloads too, without client certificate or token', async () => {
      const files = await serveHttps('server.pem', (request, response) =>
        response.end(JSON.stringify(request.headers)),
      );
      open.push(files);
      const proxy = await proxyTo(files);
      const client = clientAt(HOST, { tls: { ca }, proxy: account(proxy) });
      const chunks: Uint8Array[] = [];
      for await (const chunk of await client.download('https://api.mimecast.test/f', callOptions()))
        chunks.push(chunk);
      assert.deepEqual(Object.keys(JSON.parse(Buffer.concat(chunks).toString())).sort(), [
        'connection',
        'host',
      ]);
    });

    it('is never used for the local machine', async () => {
      const tenant = await serveTenant();
      open.push(tenant.server);
      const proxy = await proxyTo(tenant.server);
      await ask(clientAt(tenant.server.origin, { proxy: account(proxy) }));
      assert.equal(proxy.tunnels.length, 0);
    });

    it('is not used for excepted hosts', async () => {
      const tenant = await secureTenant();
      const proxy = await proxyTo(tenant.server);
      const error = await failureOf(
        ask(clientAt('https://no-such-host.invalid', { proxy: account(proxy, ['no-such-host.invalid']) })),
      );
      assert.match(error.reason ?? '', /^dns(Busy)?$/);
      assert.equal(proxy.tunnels.length, 0);
    });

    const refusals: readonly (readonly [number, string, string, RegExp])[] = [
      [407, 'MIMECAST_CONFIG', 'proxyLogin', /proxy asks for a user name and password/],
      [403, 'MIMECAST_UNAVAILABLE', 'proxyRefused', /proxy refuses to connect to api\.mimecast\.test/],
      [502, 'MIMECAST_UNAVAILABLE', 'proxyFailed', /proxy could not reach api\.mimecast\.test/],
    ];
    for (const [status, code, reason, sentence] of refusals)
      it(`that returns ${status} fails as ${reason}, without its message`, async () => {
        const { server } = await secureTenant();
        const text = `No ${PROXY_USER} ${PROXY_PASSWORD}`;
        const proxy = await proxyTo(server, { status, text });
        const error = await failureOf(ask(clientAt(HOST, { tls: { ca }, proxy: account(proxy) })));
        assert.deepEqual([error.code, error.reason], [code, reason]);
        assert.match(error.message, sentence);
        assertRedacted(error, SECRETS);
      });

    it('that does not exist', async () => {
      const gone = await serveSockets(() => undefined);
      await gone.close();
      const url = `http://${encodeURIComponent(PROXY_USER)}:${encodeURIComponent(PROXY_PASSWORD)}@127.0.0.1:${gone.port}`;
      process.env['HTTPS_PROXY'] = url;
      const error = await failureOf(ask(clientAt(HOST)));
      assert.equal(error.reason, 'refused');
      assertRedacted(error, [...SECRETS, url]);
    });

    it('that never answers ends with the time-out', async () => {
      const silent = await serveSockets((socket) => socket.resume());
      open.push(silent);
      const client = clientAt(HOST, { timeoutMs: 100, proxy: { url: silent.origin, noProxy: [] } });
      assert.equal((await failureOf(ask(client))).reason, 'timeout');
    });

    it('with an invalid address is rejected at once, without repeating it', () => {
      assert.throws(
        () => clientAt(HOST, { proxy: { url: `ftp://${PROXY_PASSWORD}@x`, noProxy: [] } }),
        (error) => {
          assertRedacted(error, SECRETS);
          return error instanceof Error && 'code' in error && error.code === 'MIMECAST_CONFIG';
        },
      );
    });
  });
});
