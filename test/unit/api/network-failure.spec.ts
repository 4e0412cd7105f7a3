import assert from 'node:assert/strict';
import { networkReason } from '../../../nodes/lib/api/network-failure';

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
