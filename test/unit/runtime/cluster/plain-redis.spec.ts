import assert from 'node:assert/strict';
import {
  parseClusterConfig,
  plainRedisProblem,
} from '../../../../nodes/lib/runtime/cluster/cluster-settings';

function warningOf(url: string): unknown {
  const result = parseClusterConfig({ url, prefix: 'p', lease: 15, name: '', tls: '' }, {});
  assert(result.ok, url);
  return plainRedisProblem(result.settings)?.values['host'];
}

describe('A connection to Redis without TLS', () => {
  for (const host of ['redis.example.com', '10.0.0.5', '192.0.2.1:7000', '[2001:db8::1]:6379'])
    it(`is warned about for ${host}`, () => {
      assert.equal(warningOf(`redis://${host}`), host.replace(/^\[|\].*$|(?<=\.\d+):\d+$/g, ''));
      assert.equal(warningOf(`rediss://${host}`), undefined);
    });

  for (const host of ['localhost', '127.0.0.1', '[::1]', 'redis', 'redis:6380'])
    it(`is nothing to warn about for ${host}`, () => assert.equal(warningOf(`redis://${host}`), undefined));
});
