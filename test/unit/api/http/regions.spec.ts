import assert from 'node:assert/strict';
import { originOf } from '../../../../nodes/lib/api/http/regions';

describe('The origin of a region', () => {
  it('is fixed for global, us and uk, whatever the base URL', () => {
    assert.equal(originOf('global', 'https://ignored.example'), 'https://api.services.mimecast.com');
    assert.equal(originOf('us', ''), 'https://us-api.services.mimecast.com');
    assert.equal(originOf('uk', ''), 'https://uk-api.services.mimecast.com');
  });
  it('is the base URL for custom', () => {
    assert.equal(originOf('custom', 'https://gateway.example:8443/'), 'https://gateway.example:8443');
    assert.equal(originOf('custom', 'http://127.0.0.1:1880'), 'http://127.0.0.1:1880');
  });
  const refused: readonly (readonly [string, RegExp])[] = [
    ['https://us-api.mimecast.com', /us-api\.mimecast\.com belongs to API 1\.0.*global, us or uk/],
    ['http://gateway.example', /gateway\.example must be reached over https/],
    ['https://gateway.example/api', /must end after the host name/],
    ['https://me:pw@gateway.example', /must not contain a user name or password/],
    ['', /needs a base URL/],
  ];
  for (const [url, reason] of refused)
    it(`rejects ${url || 'an empty base URL'}`, () =>
      assert.throws(() => originOf('custom', url), { code: 'MIMECAST_CONFIG', message: reason }));
});
