import assert from 'node:assert/strict';
import { clusterProperties } from '../../../nodes/lib/properties/node/cluster';
import { parseRedisUrl, redisUrlProblem } from '../../../nodes/lib/properties/values/redis-url';
import { parseClusterConfig } from '../../../nodes/lib/runtime/cluster/cluster-settings';

describe('The address of Redis', () => {
  it('has host, port and database, with the usual defaults', () => {
    const plain = { secure: false, host: 'redis.example.com', port: 6379, database: 0 };
    const nobody = { username: '', password: '' };
    assert.deepEqual(parseRedisUrl('redis://redis.example.com'), { ...plain, ...nobody });
    assert.deepEqual(parseRedisUrl(' rediss://redis.example.com:6380/2 '), {
      ...{ ...plain, secure: true, port: 6380, database: 2 },
      ...nobody,
    });
    assert.equal(parseRedisUrl('redis://[::1]:7000')?.host, '::1');
  });

  it('may contain user and password in a variable, also encoded', () => {
    const address = parseRedisUrl('redis://some%40one:p%3A%2Fw@redis.example.com/');
    assert.deepEqual([address?.username, address?.password], ['some@one', 'p:/w']);
    const odd = parseRedisUrl('redis://:100%@redis.example.com');
    assert.deepEqual([odd?.username, odd?.password], ['', '100%']);
  });

  for (const wrong of [
    'http://redis.example.com',
    'redis://',
    'redis://host:0',
    'redis://host:70000',
    'redis://host/name',
    'redis://host?x=1',
    'redis://a b',
  ]) {
    it(`rejects ${wrong}`, () => {
      assert.equal(parseRedisUrl(wrong), undefined);
      assert.deepEqual(redisUrlProblem(wrong), { key: 'redisUrl', values: {} });
    });
  }

  it('contains no password where it is typed: flows are stored in plain text', () => {
    assert.equal(redisUrlProblem('redis://:secret@host')?.key, 'redisUrlCredentials');
    assert.equal(redisUrlProblem('redis://host'), undefined);
    assert.equal(redisUrlProblem('')?.key, 'redisUrlMissing');
  });
});

describe('The properties of a cluster', () => {
  it('have the lease of 15 seconds, and a prefix that is valid in keys', () => {
    assert.deepEqual(clusterProperties.lease.parse(''), { ok: true, value: 15 });
    assert.equal(clusterProperties.lease.parse('2').ok, false);
    assert.deepEqual(clusterProperties.prefix.parse(''), { ok: true, value: 'mimecast' });
    assert.equal(clusterProperties.prefix.parse('{tenants}:mimecast').ok, true);
    assert.equal(clusterProperties.prefix.parse('with space').ok, false);
  });
});

describe('The configuration of a cluster', () => {
  const config = { url: 'redis://host:7000/1', prefix: 'p', lease: '9' };

  it('limits a command to a third of the lease, and 5 seconds at most', () => {
    const read = (lease: string): number | undefined => {
      const reading = parseClusterConfig({ ...config, lease }, {});
      return reading.ok ? reading.settings.connection.timeoutMs : undefined;
    };
    assert.deepEqual([read('9'), read('15'), read('300')], [3000, 5000, 5000]);
  });

  it('reads user and password from an address in a variable, and prefers their own fields', () => {
    const url = 'rediss://from-url:hidden-one@host';
    const alone = parseClusterConfig({ ...config, url }, {});
    assert.ok(alone.ok);
    const { connection: link, secure } = alone.settings;
    assert.deepEqual(
      [link.host, link.username, link.password, secure],
      ['host', 'from-url', 'hidden-one', true],
    );
    const both = parseClusterConfig({ ...config, url }, { username: 'typed', password: 'other' });
    assert.ok(both.ok);
    assert.deepEqual(
      [both.settings.connection.username, both.settings.connection.password],
      ['typed', 'other'],
    );
  });

  it('never repeats an invalid address', () => {
    const reading = parseClusterConfig({ ...config, url: 'redis://:hidden-one@host:99999' }, {});
    assert.ok(!reading.ok);
    assert.match(reading.error.message, /^url: this is not an address of Redis/);
    assert.ok(!JSON.stringify(reading.error).includes('hidden') && !reading.error.message.includes('hidden'));
  });

  it('names a variable that is not set', () => {
    const reading = parseClusterConfig(config, { password: '${REDIS_PASSWORD}' });
    assert.ok(!reading.ok);
    assert.match(reading.error.message, /REDIS_PASSWORD/);
  });
});
