import assert from 'node:assert/strict';
import { networkReason, neverSent } from '../../../nodes/lib/api/network-failure';

const coded = (code: string, cause?: unknown): Error => Object.assign(new Error('x', { cause }), { code });

describe('network errors by name', () => {
  const codes: Readonly<Record<string, string>> = {
    ENOTFOUND: 'dns',
    EAI_AGAIN: 'dnsBusy',
    ECONNREFUSED: 'refused',
    EHOSTUNREACH: 'noRoute',
    ECONNRESET: 'reset',
    UND_ERR_CONNECT_TIMEOUT: 'timeout',
    CERT_HAS_EXPIRED: 'certificateExpired',
    CERT_NOT_YET_VALID: 'certificateEarly',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'certificateSelfSigned',
    SELF_SIGNED_CERT_IN_CHAIN: 'certificateUntrusted',
    ERR_TLS_CERT_ALTNAME_INVALID: 'certificateName',
    ERR_SSL_WRONG_VERSION_NUMBER: 'tls',
    HPE_INVALID_CONSTANT: 'notJson',
    EWHATEVER: 'network',
  };
  for (const [code, reason] of Object.entries(codes))
    it(`${code}: ${reason}`, () => assert.equal(networkReason(coded(code)), reason));

  it('looks into causes', () =>
    assert.equal(networkReason(new Error('outer', { cause: coded('ENOTFOUND') })), 'dns'));
  it('prefers what is behind a broken socket', () =>
    assert.equal(networkReason(coded('UND_ERR_SOCKET', coded('CERT_HAS_EXPIRED'))), 'certificateExpired'));
  it('looks at every address that was tried', () =>
    assert.equal(networkReason(new AggregateError([new Error('a'), coded('ENETUNREACH')])), 'noRoute'));
  it('is not led around in a ring', () => {
    const ring = new Error('a');
    ring.cause = ring;
    assert.equal(networkReason(ring), 'network');
  });
  it('knows nothing about what is no error', () => assert.equal(networkReason('ENOTFOUND'), 'network'));
  for (const [status, reason] of [
    [407, 'proxyLogin'],
    [403, 'proxyRefused'],
    [502, 'proxyFailed'],
  ] as const)
    it(`a proxy that says ${status}: ${reason}`, () =>
      assert.equal(
        networkReason(new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`)),
        reason,
      ));
});

describe('requests that certainly never left', () => {
  for (const code of [
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])
    it(`${code}`, () => {
      assert.equal(neverSent(coded(code)), true);
      assert.equal(neverSent(new AggregateError([coded(code)])), true);
      assert.equal(neverSent(new Error('fetch failed', { cause: coded(code) })), true);
    });
  it('those that the proxy would not let through', () =>
    assert.equal(neverSent(new Error('Proxy response (407) !== 200 when HTTP Tunneling')), true));

  for (const code of [
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_SOCKET',
    'EPROTO',
  ])
    it(`but not ${code}: Mimecast may have counted it`, () => assert.equal(neverSent(coded(code)), false));
  it('nor what is no error', () => assert.equal(neverSent('ENOTFOUND'), false));
});
