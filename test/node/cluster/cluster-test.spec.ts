import assert from 'node:assert/strict';
import { z } from 'zod';
import type { FakeRedis } from '../../doubles/fake-redis';
import { MemoryStore } from '../../doubles/memory-store';
import { startScriptedRedis } from '../../doubles/scripted-redis';
import { helper, listen, loadFlow } from '../support/account-helper';

import cluster = require('../../../nodes/cluster/mimecast-cluster');

const PASSWORD = 'canary-redis-password';
const STORED = { password: '__PWRD__', has_password: true };

describe('The connection test of a cluster', () => {
  let redis: FakeRedis;
  let admin: Awaited<ReturnType<typeof listen>>;
  const url = (): string => `redis://127.0.0.1:${redis.port}`;

  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    redis = await startScriptedRedis(new MemoryStore(3_000), PASSWORD);
    const node = { id: 'cluster', type: 'mimecast-cluster', prefix: 'p', lease: 3, url: url() };
    admin = await listen(
      await loadFlow([node], { cluster: { username: '', password: PASSWORD } }, [cluster]),
    );
  });
  afterEach(async () => {
    await admin.close();
    await helper.unload();
    await redis.close();
    delete process.env['CANARY_REDIS'];
  });

  async function press(body: object, id = 'cluster'): Promise<string> {
    const response = await fetch(`${admin.url}/mimecast/cluster/${id}/test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prefix: 'p', lease: '3', ...body }),
    });
    const { level, text } = z.object({ level: z.string(), text: z.string() }).parse(await response.json());
    assert.ok(!text.includes(PASSWORD), text);
    return `${response.status} ${level} ${text}`;
  }

  it('is green for typed values, also before the first deploy', async () => {
    const result = await press({ url: url(), password: PASSWORD }, 'nobody');
    assert.match(result, /^200 green Connection successful · Redis 7\.0\.15/);
  });

  it('uses the stored password for the deployed host only', async () => {
    assert.match(await press({ url: url(), ...STORED }), /^200 green/);
    assert.match(await press({ url: 'redis://127.0.0.1:1', ...STORED }), /only sent to the deployed host/);
    const secure = url().replace('redis:', 'rediss:');
    assert.match(await press({ url: secure, ...STORED }), /only sent to the deployed host/);
    assert.match(await press({ url: url(), ...STORED }, 'nobody'), /no stored password yet/);
  });

  it('resolves variables, and sends their password to the deployed host only', async () => {
    process.env['CANARY_REDIS'] = PASSWORD;
    assert.match(await press({ url: url(), password: '${CANARY_REDIS}' }), /^200 green/);
    const elsewhere = await press({ url: 'redis://127.0.0.1:1', password: '${CANARY_REDIS}' });
    assert.match(elsewhere, /only sent to the deployed host/);
    assert.match(await press({ url: url(), password: '${CANARY_NOT_SET}' }), /CANARY_NOT_SET/);
  });

  it('resolves a variable that contains the whole address with its password', async () => {
    process.env['CANARY_REDIS'] = url().replace('://', `://:${PASSWORD}@`);
    assert.match(await press({ url: '${CANARY_REDIS}' }), /^200 green/);
  });

  it('reports problems', async () => {
    assert.match(await press({ url: 'http://x' }), /^200 red url: /);
    assert.match(await press({ url: url(), password: 'wrong' }), /^200 red Redis at .*WRONGPASS/);
    assert.match(await press({ url: url(), password: 'typed', tls: 'nobody' }), /^200 red .*TLS/);
    assert.match(await press({ url: 7 }), /^400 red/);
    assert.match(await press({ url: url() }, encodeURIComponent('../x')), /^400 red/);
  });
});
