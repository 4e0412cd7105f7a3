import assert from 'node:assert/strict';
import { PROPERTIES } from '../../../nodes/lib/properties';
import { parseRedisUrl, redisUrlProblem } from '../../../nodes/lib/properties/values/redis-url';

const { host } = PROPERTIES['mimecast-syslog'];
const { baseUrl } = PROPERTIES['mimecast-account'];
const { url: receiver, tokenUrl } = PROPERTIES['mimecast-http'];

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

describe('An address whose scheme is not complete', () => {
  const told = (typed: string, scheme = 'https://') => ({
    ok: false,
    problem: { key: 'urlScheme', values: { typed, scheme } },
  });

  for (const [address, typed, scheme] of [
    ['https//api.example.com', 'https//', 'https://'],
    ['http//api.example.com:8088', 'http//', 'http://'],
    ['HTTPS//api.example.com/', 'HTTPS//', 'https://'],
    ['https/api.example.com', 'https/', 'https://'],
    ['https;//api.example.com', 'https;//', 'https://'],
    ['https.//api.example.com', 'https.//', 'https://'],
    ['https://https://api.example.com', 'https://https://', 'https://'],
    ['https://http//api.example.com', 'https://http//', 'https://'],
    ['https//me:secret@api.example.com', 'https//', 'https://'],
  ] as const)
    it(`is refused with what is wrong: ${address}`, () => {
      for (const property of [baseUrl, receiver, tokenUrl])
        assert.deepEqual(property.parse(` ${address} `), told(typed, scheme));
    });

  it('is completed where nothing but the number of slashes is wrong', () => {
    for (const address of ['https:api.example.com', 'https:/api.example.com', 'https:///api.example.com']) {
      assert.equal(baseUrl.parse(address).ok, true, address);
      const parsed = receiver.parse(address);
      assert.equal(parsed.ok && new URL(parsed.value).origin, 'https://api.example.com', address);
    }
  });

  it('is not seen in the name of a host', () => {
    for (const address of [
      'https.example.com',
      'http-in.example.com:8088',
      'httpd',
      'https://https.example.com',
    ])
      for (const property of [baseUrl, receiver]) assert.equal(property.parse(address).ok, true, address);
  });

  it('is told in a time linear in its length, and shortened', () => {
    const parsed = receiver.parse(`${'https//'.repeat(100_000)}x`);
    assert.ok(!parsed.ok);
    assert.equal(String(parsed.problem.values['typed']).length, 60);
  });
});
