import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { ClientOptions, InspectableClient } from '../../../../nodes/lib/api/client';
import type { AccountDeps } from '../../../../nodes/lib/runtime/account/account';
import { type AccountNode, initAccountNode } from '../../../../nodes/lib/runtime/account/account-node';
import { WorkingHosts } from '../../../../nodes/lib/runtime/account/working-hosts';
import { waitUntil } from '../../../doubles/wait-until';

describe('Hosts of API 1.0 with OAuth 2', () => {
  let userDir: string;
  beforeEach(async () => {
    userDir = await mkdtemp(join(tmpdir(), 'mimecast-hosts-'));
  });
  afterEach(() => rm(userDir, { recursive: true, force: true }));

  /** An account node whose client can say that the host works. */
  function start(baseUrl: string, auth = 'oauth2') {
    const lines: { warn: string[]; log: string[] } = { warn: [], log: [] };
    const clients: ClientOptions[] = [];
    const deps: AccountDeps = {
      createClient: (options) => {
        clients.push(options);
        return { close: async () => undefined } as unknown as InspectableClient;
      },
      startDemo: () => Promise.reject(new Error('not here')),
    };
    const node = {
      credentials: {
        clientId: 'i',
        clientSecret: 's',
        appId: 'a',
        appKey: 'b',
        accessKey: 'YWE=',
        secretKey: 'YWE=',
      },
      warn: (text: string) => lines.warn.push(text),
      log: (text: string) => lines.log.push(text),
      debug: () => undefined,
      on: () => undefined,
    } as unknown as AccountNode;
    const RED = { settings: { userDir }, nodes: { getNode: () => null } } as unknown as NodeAPI;
    initAccountNode(RED, node, { region: 'custom', baseUrl, auth } as never, deps);
    return { node, lines, clients };
  }

  it('are tried and warned of, until they have worked', async () => {
    const first = start('us-api.mimecast.com');
    await waitUntil(() => first.lines.warn.length > 0, 'the warning');
    assert.match(
      first.lines.warn[0] ?? '',
      /^us-api\.mimecast\.com belongs to .* choose the region global \(https/,
    );
    assert.equal(first.node.account.problem(), undefined);
    await first.node.account.client();
    assert.equal(first.clients[0]?.origin, 'https://us-api.mimecast.com');
    first.clients[0]?.onHostWorks?.();
    await waitUntil(() => first.lines.log.length > 0, 'that it is remembered');

    const second = start('https://us-api.mimecast.com');
    const other = start('eu-api.mimecast.com');
    await waitUntil(() => other.lines.warn.length > 0, 'the warning about another host');
    assert.deepEqual(second.lines.warn, []);
  });

  it('are not warned of with the keys of API 1.0, and other hosts never', async () => {
    const legacy = start('us-api.mimecast.com', 'legacy');
    const gateway = start('https://api.services.mimecast.com');
    const doubtful = start('au-api.mimecast.com');
    await waitUntil(() => doubtful.lines.warn.length > 0, 'the warning about the third');
    assert.deepEqual([legacy.lines.warn, gateway.lines.warn], [[], []]);
  });

  it('are kept in a file, which may be damaged', async () => {
    const hosts = new WorkingHosts(userDir);
    await Promise.all([
      hosts.remember('a.mimecast.com'),
      hosts.remember('b.mimecast.com'),
      hosts.remember('a.mimecast.com'),
    ]);
    const path = join(userDir, 'mimecast', 'hosts.json');
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), {
      version: 1,
      hosts: ['a.mimecast.com', 'b.mimecast.com'],
    });
    await rm(`${path}.previous`, { force: true });
    await writeFile(path, '{"version":1,"hosts":[');
    assert.equal(await new WorkingHosts(userDir).has('a.mimecast.com'), false);
  });
});
