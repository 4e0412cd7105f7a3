import assert from 'node:assert/strict';
import { proxyRoute } from '../../../../nodes/lib/util/http/proxy';

const node = { url: 'http://proxy.example:8080', noProxy: [] };

describe('The proxy of a connection', () => {
  it('does not exist where nothing is configured', () => {
    assert.equal(proxyRoute(undefined, {}), undefined);
    assert.equal(proxyRoute(undefined, { HTTPS_PROXY: '', NO_PROXY: 'a' }), undefined);
  });
  it('is taken from the account before the environment', () => {
    const route = proxyRoute(node, { HTTPS_PROXY: 'http://other.example:1', NO_PROXY: 'x.example' });
    assert.equal(route?.httpsProxy, 'http://proxy.example:8080/');
    assert.equal(route?.noProxy.includes('x.example'), false);
  });
  it('is taken from the environment, the lower-case name first', () =>
    assert.equal(
      proxyRoute(undefined, { https_proxy: 'low.example:1', HTTPS_PROXY: 'http://up.example:2' })?.httpsProxy,
      'http://low.example:1/',
    ));
  it('falls back to HTTP_PROXY for https', () =>
    assert.equal(
      proxyRoute(undefined, { HTTP_PROXY: 'http://up.example:2' })?.httpsProxy,
      'http://up.example:2/',
    ));
  it('is not the one for https when a request uses http', () =>
    assert.equal(proxyRoute(undefined, { HTTPS_PROXY: 'http://up.example:2' })?.httpProxy, ''));
  it('is never used for the local machine', () => {
    const noProxy = proxyRoute({ ...node, noProxy: ['in.example'] }, {})?.noProxy.split(',');
    assert.deepEqual(noProxy, ['in.example', 'localhost', '127.0.0.1', '[::1]']);
  });
  it('does not exist where every host is excepted', () => {
    assert.equal(proxyRoute({ ...node, noProxy: ['*'] }, {}), undefined);
    assert.equal(proxyRoute(undefined, { HTTPS_PROXY: 'http://p.example', NO_PROXY: 'a, *' }), undefined);
  });
  it('accepts credentials with any characters', () => {
    const route = proxyRoute({ ...node, username: 'me@corp', password: 'p%:/@ä' }, {});
    const url = new URL(route?.httpsProxy ?? '');
    assert.equal(decodeURIComponent(url.username), 'me@corp');
    assert.equal(decodeURIComponent(url.password), 'p%:/@ä');
    assert.deepEqual(new Set(route?.secrets), new Set(['p%:/@ä', 'me@corp:p%:/@ä', 'me@corp']));
  });
  it('reads credentials from the address, even badly encoded ones', () => {
    const route = proxyRoute(undefined, { HTTPS_PROXY: 'http://me:100%@proxy.example:8080' });
    assert.equal(decodeURIComponent(new URL(route?.httpsProxy ?? '').password), '100%');
  });
  for (const url of ['socks5://proxy.example:1080', 'http://'])
    it(`rejects ${url}`, () => assert.throws(() => proxyRoute({ ...node, url }, {}), TypeError));
});
