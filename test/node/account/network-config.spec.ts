import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import {
  type NetworkConfigResult,
  resolveNetworkConfig,
} from '../../../nodes/lib/runtime/node-red/network-config';
import { type FlowNode, helper, loadFlow } from '../support/account-helper';
import { tlsNode } from '../support/flow-nodes';

const tlsModule: (RED: NodeAPI) => void = require('@node-red/nodes/core/network/05-tls.js');
const proxyModule: (RED: NodeAPI) => void = require('@node-red/nodes/core/network/06-httpproxy.js');

/** Properties as core's dialog stores them. */
const proxy = (changes: object = {}): FlowNode => ({
  id: 'proxy',
  type: 'http proxy',
  name: '',
  url: 'http://proxy.example:3128',
  noproxy: ['intranet.example'],
  ...changes,
});

describe('The TLS and proxy nodes of Node-RED', () => {
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(() => helper.unload());

  async function find(
    flow: readonly FlowNode[],
    ids: { tls?: string; proxy?: string },
    credentials = {},
  ): Promise<NetworkConfigResult> {
    const RED = await loadFlow(flow, credentials, [tlsModule, proxyModule]);
    return resolveNetworkConfig(RED, { tls: '', proxy: '', ...ids });
  }

  it('are optional', async () => {
    assert.deepEqual(await find([tlsNode()], {}), { ok: true, network: {} });
  });

  it('provide certificates, the server name, and whether to verify', async () => {
    const reading = await find(
      [tlsNode({ servername: 'api.example', verifyservercert: false })],
      { tls: 'tls' },
      {
        tls: { cadata: 'CA', certdata: 'CERT', keydata: 'KEY', passphrase: 'PASS' },
      },
    );
    assert.deepEqual(reading, {
      ok: true,
      network: {
        tls: {
          ca: 'CA',
          cert: 'CERT',
          key: 'KEY',
          passphrase: 'PASS',
          servername: 'api.example',
          rejectUnauthorized: false,
        },
      },
    });
  });

  it('provide the address of the proxy, its credentials, and the excepted hosts', async () => {
    const reading = await find([proxy()], { proxy: 'proxy' }, { proxy: { username: 'me', password: 'pw' } });
    assert.deepEqual(reading, {
      ok: true,
      network: {
        proxy: {
          url: 'http://proxy.example:3128',
          noProxy: ['intranet.example'],
          username: 'me',
          password: 'pw',
        },
      },
    });
  });

  const cases: readonly [string, FlowNode, { tls?: string; proxy?: string }, object, string][] = [
    [
      'a TLS node with half a key pair',
      tlsNode(),
      { tls: 'tls' },
      { tls: { certdata: 'CERT' } },
      'tlsBroken',
    ],
    ['a TLS node whose files are gone', tlsNode({ ca: '/no/such/file' }), { tls: 'tls' }, {}, 'tlsBroken'],
    ['a reference to something else', proxy(), { tls: 'proxy' }, {}, 'tlsMissing'],
    ['a TLS node that is gone', proxy(), { tls: 'nowhere' }, {}, 'tlsMissing'],
    ['a proxy node that is gone', tlsNode(), { proxy: 'nowhere' }, {}, 'proxyMissing'],
    ['a proxy node without an address', proxy({ url: '' }), { proxy: 'proxy' }, {}, 'proxyUrl'],
  ];
  for (const [what, node, ids, credentials, key] of cases) {
    it(`report ${what}`, async () => {
      assert.deepEqual(await find([node], ids, credentials), { ok: false, problem: { key, values: {} } });
    });
  }
});
