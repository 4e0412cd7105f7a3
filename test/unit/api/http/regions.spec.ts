import assert from 'node:assert/strict';
import { originOf, regionAdvice } from '../../../../nodes/lib/api/http/regions';
import { createErrorFactory } from '../../../../nodes/lib/api/response/error-factory';
import { hostWarning } from '../../../../nodes/lib/properties/values/base-url';
import { createRedactor } from '../../../../nodes/lib/util/redaction/redactor';

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
  for (const [typed, origin] of [
    ['api.services.mimecast.com', 'https://api.services.mimecast.com'],
    [' US-API.Services.Mimecast.COM/ ', 'https://us-api.services.mimecast.com'],
    ['//api.services.mimecast.com', 'https://api.services.mimecast.com'],
    ['https:/api.services.mimecast.com', 'https://api.services.mimecast.com'],
    ['HTTPS://api.services.mimecast.com/', 'https://api.services.mimecast.com'],
    ['https://api.services.mimecast.com/oauth/token', 'https://api.services.mimecast.com'],
    ['api.services.mimecast.com/siem/v1/batch/events/cg', 'https://api.services.mimecast.com'],
    ['gateway.example:8443', 'https://gateway.example:8443'],
    ['gateway.example/oauth/token', 'https://gateway.example'],
    ['localhost:1880', 'https://localhost:1880'],
    ['us-api.mimecast.com', 'https://us-api.mimecast.com'],
  ] as const)
    it(`is completed where it is entered as "${typed}"`, () =>
      assert.equal(originOf('custom', typed), origin));
  const refused: readonly (readonly [string, RegExp])[] = [
    ['http://gateway.example', /gateway\.example must be reached over https/],
    ['https://gateway.example/api', /must end after the host name/],
    ['me:pw@gateway.example', /must not contain a user name or password/],
    ['ftp://gateway.example', /gateway\.example must be reached over https/],
    ['two words', /needs a base URL/],
    ['https://me:pw@gateway.example', /must not contain a user name or password/],
    ['', /needs a base URL/],
  ];
  for (const [url, reason] of refused)
    it(`rejects ${url || 'an empty base URL'}`, () =>
      assert.throws(() => originOf('custom', url), { code: 'MIMECAST_CONFIG', message: reason }));
});

describe('A host of API 1.0 with OAuth 2', () => {
  const fail = createErrorFactory(createRedactor(), regionAdvice);

  it('is warned of, with the regions to choose', () => {
    const warning = hostWarning('us-api.mimecast.com', 'oauth2');
    assert.equal(warning?.key, 'api1Host');
    assert.equal(
      warning?.values['regions'],
      'global (https://api.services.mimecast.com) or us (https://us-api.services.mimecast.com)',
    );
    assert.equal(hostWarning('https://us-api.mimecast.com', 'legacy'), undefined);
    for (const host of ['api.services.mimecast.com', 'gateway.example', '${MIMECAST_URL}', ''])
      assert.equal(hostWarning(host, 'oauth2'), undefined, host);
  });

  for (const reason of ['wrongHost', 'wrongSecret', 'notLicensed', 'html', 'dns'] as const) {
    it(`is named in the error ${reason}, with the region to choose first`, () => {
      const { message } = fail(reason, { host: 'us-api.mimecast.com' });
      assert.match(
        message,
        /us-api\.mimecast\.com is not a host of API 2\.0: choose the region global \(https/,
      );
      assert.match(message, /or us \(https:\/\/us-api\.services\.mimecast\.com\); otherwise /);
    });
  }

  it('is not blamed for what it did not cause', () => {
    for (const host of ['us-api.mimecast.com', 'api.services.mimecast.com'])
      assert.doesNotMatch(fail('rateLimited', { host }).message, /region/);
    for (const host of ['api.services.mimecast.com', 'gateway.example', 'bucket.s3.amazonaws.com'])
      assert.doesNotMatch(fail('notLicensed', { host }).message, /region/);
  });

  it('differs from a region whose application is another one', () => {
    const { message } = fail('wrongSecret', { host: 'us-api.services.mimecast.com' });
    assert.match(message, /not known at us-api\.services\.mimecast\.com: try the region global/);
    assert.doesNotMatch(fail('notLicensed', { host: 'us-api.services.mimecast.com' }).message, /region/);
  });

  it('names the regions for hosts that do not exist', () => {
    assert.match(
      fail('dns', { host: 'de-api.services.mimecast.com' }).message,
      /choose the region global \(/,
    );
  });
});
