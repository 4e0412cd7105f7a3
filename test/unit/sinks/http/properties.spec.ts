import assert from 'node:assert/strict';
import { httpProperties } from '../../../../nodes/lib/properties/node/http';

const keyOf = (name: keyof typeof httpProperties, raw: unknown): string | undefined => {
  const parsed = httpProperties[name].parse(raw);
  return parsed.ok ? undefined : parsed.problem.key;
};

describe('The properties of mimecast-http', () => {
  it('have the published defaults', () => {
    const defaults = Object.fromEntries(
      Object.entries(httpProperties).map(([name, { value }]) => [name, value]),
    );
    assert.deepEqual(defaults, {
      ...{ name: '', receiver: 'hec', url: '', headers: '{}', tls: '', proxy: '', gzip: true },
      ...{ batchBytes: 1_000_000, batchTime: 0, timeout: 30, indexerAck: false, tenantId: '', tokenUrl: '' },
    });
  });

  it('take an http or https address without a login', () => {
    for (const url of ['https://x.example:8088/a?b=c', 'http://10.0.0.1:9200'])
      assert.equal(keyOf('url', url), undefined);
    assert.equal(keyOf('url', ' '), 'receiverUrlMissing');
    assert.deepEqual(httpProperties.url.parse('x.example:8088'), {
      ok: true,
      value: 'https://x.example:8088',
    });
    for (const url of ['x y.example', 'ftp://x.example', 'https://x.example/#a', 'https://'])
      assert.equal(keyOf('url', url), 'receiverUrl', url);
    assert.equal(keyOf('url', 'https://a:b@x.example'), 'receiverUrlCredentials');
  });

  it('send a client secret over https only, except on this machine', () => {
    for (const url of ['', 'https://login.example/token', 'http://127.0.0.1:8080/token'])
      assert.equal(keyOf('tokenUrl', url), undefined);
    assert.equal(keyOf('tokenUrl', 'http://login.example/token'), 'urlHttps');
    assert.equal(keyOf('tenantId', 'a/../b'), 'tenantId');
  });

  it('take headers that are safe to send, by lower-case names', () => {
    assert.deepEqual(httpProperties.headers.parse('{"X-Team":"a b","x-key":"${KEY}"}'), {
      ok: true,
      value: { 'x-team': 'a b', 'x-key': '${KEY}' },
    });
    for (const [raw, key] of [
      ['{', 'headersJson'],
      ['[]', 'headersJson'],
      ['{"a b":"c"}', 'headerName'],
      ['{"":"c"}', 'headerName'],
      ['{"Host":"c"}', 'headerOwn'],
      ['{"Transfer-Encoding":"c"}', 'headerOwn'],
      ['{"a":"b\\r\\nc: d"}', 'headerValue'],
      ['{"a":"ü"}', 'headerValue'],
      ['{"a":1}', 'headerValue'],
    ] as const)
      assert.equal(keyOf('headers', raw), key, raw);
  });
});
