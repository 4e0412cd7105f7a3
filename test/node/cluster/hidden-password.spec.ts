import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Node } from 'node-red';
import { MemoryStore } from '../../doubles/memory-store';
import { startScriptedRedis } from '../../doubles/scripted-redis';
import { helper, loadFlow } from '../support/account-helper';

import cluster = require('../../../nodes/cluster/mimecast-cluster');

const PASSWORD = 'canary-redis-password';
const SECRET = 'canary-client-secret';

/** As a debug node, a log or an exception shows it. */
const shown = (node: Node | null): string => inspect(node, { depth: 6 });

describe('A node that is logged as a whole', () => {
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(async () => {
    await helper.unload();
    delete process.env['CANARY_REDIS'];
  });

  it('does not show the password of Redis, from its field or from an address in a variable', async () => {
    const redis = await startScriptedRedis(new MemoryStore(3_000), PASSWORD);
    process.env['CANARY_REDIS'] = `redis://:${PASSWORD}@127.0.0.1:${redis.port}`;
    const node = { id: 'a', type: 'mimecast-cluster', prefix: 'p', lease: 3, url: '${CANARY_REDIS}' };
    const other = { ...node, id: 'b', url: `redis://127.0.0.1:${redis.port}` };
    try {
      await loadFlow([node, other], { b: { username: 'u', password: PASSWORD } }, [cluster]);
      for (const id of ['a', 'b']) {
        const text = shown(helper.getNode(id));
        assert(text.includes('mimecast-cluster'));
        assert(!text.includes(PASSWORD), id);
      }
    } finally {
      await redis.close();
    }
  });

  it('does not show the secret of an account', async () => {
    const node = { id: 'c', type: 'mimecast-account', region: 'global', auth: 'oauth2' };
    await loadFlow([node], { c: { clientId: 'canary-client-id', clientSecret: SECRET } });
    const text = shown(helper.getNode('c'));
    assert(text.includes('mimecast-account'));
    assert(!text.includes(SECRET));
  });
});
