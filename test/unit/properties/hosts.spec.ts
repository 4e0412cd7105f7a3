import assert from 'node:assert/strict';
import { PROPERTIES } from '../../../nodes/lib/properties';
import { parseRedisUrl, redisUrlProblem } from '../../../nodes/lib/properties/values/redis-url';

const { host } = PROPERTIES['mimecast-syslog'];

describe('A host that is entered as people do it', () => {
  for (const [typed, completed] of [
    ['logs.example.com', 'logs.example.com'],
    [' Logs.example.com/ ', 'Logs.example.com'],
    ['syslog://logs.example.com', 'logs.example.com'],
    ['https://logs.example.com/', 'logs.example.com'],
    ['//logs.example.com', 'logs.example.com'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['192.0.2.1', '192.0.2.1'],
  ] as const)
    it(`is completed for syslog: "${typed}"`, () =>
      assert.deepEqual(host.parse(typed), { ok: true, value: completed }));

  for (const typed of [
    'logs.example.com:514',
    'tls://logs.example.com:6514/',
    'logs.example.com/path',
    'a b',
    'me@logs',
  ])
    it(`is refused for syslog where a part would be lost: "${typed}"`, () =>
      assert.equal(host.parse(typed).ok, false));

  it('is completed for Redis', () => {
    for (const typed of ['redis.example.com', ' redis.example.com:6379/ ', 'REDIS://redis.example.com']) {
      assert.equal(redisUrlProblem(typed), undefined, typed);
      const { secure, host: name, port } = parseRedisUrl(typed) ?? {};
      assert.deepEqual([secure, name, port], [false, 'redis.example.com', 6379], typed);
    }
    assert.equal(redisUrlProblem('me:secret@redis.example.com')?.key, 'redisUrlCredentials');
    assert.equal(redisUrlProblem('https://redis.example.com')?.key, 'redisUrl');
  });
});
