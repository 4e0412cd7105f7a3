import assert from 'node:assert/strict';
import { classifyNetworkError, wasNotSent } from '../../../../nodes/lib/contracts/network-errors';

const coded = (code: string, cause?: unknown): Error => Object.assign(new Error('x', { cause }), { code });

describe('classifyNetworkError', () => {
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
    it(`classifies ${code} as ${reason}`, () => assert.equal(classifyNetworkError(coded(code)), reason));

  it('searches the causes', () =>
    assert.equal(classifyNetworkError(new Error('outer', { cause: coded('ENOTFOUND') })), 'dns'));
  it('prefers the cause behind a broken socket', () =>
    assert.equal(
      classifyNetworkError(coded('UND_ERR_SOCKET', coded('CERT_HAS_EXPIRED'))),
      'certificateExpired',
    ));
  it('checks every address that was tried', () =>
    assert.equal(
      classifyNetworkError(new AggregateError([new Error('a'), coded('ENETUNREACH')])),
      'noRoute',
    ));
  it('ends on a circular cause', () => {
    const ring = new Error('a');
    ring.cause = ring;
    assert.equal(classifyNetworkError(ring), 'network');
  });
  it('returns undefined for values that are not errors', () =>
    assert.equal(classifyNetworkError('ENOTFOUND'), 'network'));
  for (const [status, reason] of [
    [407, 'proxyLogin'],
    [403, 'proxyRefused'],
    [502, 'proxyFailed'],
  ] as const)
    it(`classifies a proxy response ${status} as ${reason}`, () =>
      assert.equal(
        classifyNetworkError(new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`)),
        reason,
      ));
});

describe('wasNotSent', () => {
  for (const code of [
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])
    it(`is true for ${code}`, () => {
      assert.equal(wasNotSent(coded(code)), true);
      assert.equal(wasNotSent(new AggregateError([coded(code)])), true);
      assert.equal(wasNotSent(new Error('fetch failed', { cause: coded(code) })), true);
    });
  it('is true for requests that the proxy refused', () =>
    assert.equal(wasNotSent(new Error('Proxy response (407) !== 200 when HTTP Tunneling')), true));

  for (const code of [
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_SOCKET',
    'EPROTO',
  ])
    it(`is false for ${code}: Mimecast may have counted it`, () =>
      assert.equal(wasNotSent(coded(code)), false));
  it('is false for values that are not errors', () => assert.equal(wasNotSent('ENOTFOUND'), false));
});
