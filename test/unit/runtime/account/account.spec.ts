import assert from 'node:assert/strict';
import { type Clock, install } from '@sinonjs/fake-timers';
import type { ClientOptions, InspectableClient } from '../../../../nodes/lib/api/client';
import { type AccountDeps, createAccount } from '../../../../nodes/lib/runtime/account/account';
import { parseAccountConfig } from '../../../../nodes/lib/runtime/account/account-settings';
import type { NetworkConfigResult } from '../../../../nodes/lib/runtime/node-red/network-config';

const CREDENTIALS = { clientId: 'id', clientSecret: 'secret' };
const DIRECT: NetworkConfigResult = { ok: true, network: {} };

/** Fake dependencies that record every call. */
class World implements AccountDeps {
  readonly events: string[] = [];
  readonly options: ClientOptions[] = [];
  closing: () => Promise<void> = () => Promise.resolve();
  starting: () => Promise<void> = () => Promise.resolve();

  createClient(options: ClientOptions): InspectableClient {
    this.options.push(options);
    this.events.push('client');
    const unused = (): never => assert.fail('nobody calls here');
    return {
      origin: options.origin,
      demo: options.demo,
      calls: 0,
      call: unused,
      download: unused,
      identity: unused,
      stats: unused,
      close: async () => {
        this.events.push('client closed');
        await this.closing();
      },
    };
  }

  async startDemo(): Promise<{ apiUrl: string; stop(): Promise<void> }> {
    this.events.push('tenant');
    await this.starting();
    return {
      apiUrl: 'http://127.0.0.1:9',
      stop: async () => {
        this.events.push('tenant stopped');
      },
    };
  }
}

describe('An account', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });

  const open = (config: Readonly<Record<string, unknown>>, network: NetworkConfigResult = DIRECT) =>
    createAccount(parseAccountConfig(config, CREDENTIALS), network, world);

  it('does nothing until it is used', () => {
    open({ region: 'demo' });
    open({ region: 'global' });
    assert.deepEqual(world.events, []);
  });

  it('makes its client from the configuration', async () => {
    const tls = { rejectUnauthorized: true };
    const proxy = { url: 'http://proxy.example:3128', noProxy: [] };
    await open({ region: 'us', timeout: '30' }, { ok: true, network: { tls, proxy } }).client();
    assert.deepEqual(world.options, [
      {
        origin: 'https://us-api.services.mimecast.com',
        demo: false,
        ...CREDENTIALS,
        timeoutMs: 30_000,
        linkHosts: [],
        tls,
        proxy,
      },
    ]);
  });

  it('allows links to the hosts that it names, and refuses what is no host', async () => {
    const hosts = (linkHosts: string) =>
      parseAccountConfig({ region: 'global', auth: 'oauth2', linkHosts }, CREDENTIALS);
    const world = new World();
    await createAccount(hosts('Storage.corp, 10.0.0.1,[fd00::1]'), DIRECT, world).client();
    assert.deepEqual(world.options[0]?.linkHosts, ['storage.corp', '10.0.0.1', '[fd00::1]']);
    for (const wrong of ['https://storage.corp', 'storage.corp:8443', 'a b', '*.corp', 'fd00::1', 'a..b']) {
      const result = hosts(wrong);
      assert.deepEqual(!result.ok && result.property, 'linkHosts', wrong);
    }
  });

  it('cleans credentials of copy-and-paste artefacts', async () => {
    const reading = parseAccountConfig(
      { region: 'global' },
      { clientId: ' "id"\n', clientSecret: '\ufeffsecret\u200b' },
    );
    await createAccount(reading, DIRECT, world).client();
    assert.deepEqual(
      world.options.map(({ clientId, clientSecret }) => ({ clientId, clientSecret })),
      [CREDENTIALS],
    );
  });

  it('closes the client before its simulated tenant', async () => {
    const account = open({ region: 'demo' });
    await account.client();
    await account.close();
    assert.deepEqual(world.events, ['tenant', 'client', 'client closed', 'tenant stopped']);
  });

  it('stops a tenant that was just starting', async () => {
    const account = open({ region: 'demo' });
    const pending = account.client();
    await account.close();
    await pending;
    assert.equal(world.events.at(-1), 'tenant stopped');
  });

  it('retries when the tenant could not start', async () => {
    const account = open({ region: 'demo' });
    world.starting = () => Promise.reject(new Error('no port'));
    await assert.rejects(account.client(), /no port/);
    world.starting = () => Promise.resolve();
    assert.equal((await account.client()).demo, true);
  });

  it('reaches its own tenant without TLS settings and proxy, whatever is wrong with them', async () => {
    const account = open({ region: 'demo' }, { ok: false, problem: { key: 'tlsBroken', values: {} } });
    assert.equal(account.problem(), undefined);
    await account.client();
    assert.equal(world.options[0]?.proxy, undefined);
  });

  it('does not wait for ever for a client that does not end', async () => {
    const clock: Clock = install({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const account = open({ region: 'global' });
      await account.client();
      world.closing = () => new Promise(() => {});
      const closed = account.close();
      await clock.tickAsync(5_000);
      await closed;
    } finally {
      clock.uninstall();
    }
  });

  it('closes without an error when the client fails to close', async () => {
    const account = open({ region: 'global' });
    await account.client();
    world.closing = () => Promise.reject(new Error('late'));
    await account.close();
  });
});
