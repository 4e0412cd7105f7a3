/** examples/splunk: the data models Web and Authentication. */
import assert from 'node:assert/strict';
import { AUTHENTICATION, AUTHENTICATION_ACTIONS, WEB } from './cim-fields';
import { found, namesWithTag, valuesOf } from './found';

const CLICK = [...WEB, 'category', 'dest_port', 'src_ip', 'uri_path', 'uri_query', 'url_length'];
const NO_HTTP = {
  ...{ bytes: null, bytes_in: null, bytes_out: null, http_content_type: null, http_method: null },
  ...{ http_referrer: null, http_referrer_domain: null, http_user_agent: null, status: null },
};

describe('examples/splunk, data model Web', () => {
  it('a blocked click: everything but the HTTP request, which no record has', () => {
    assert.deepEqual(valuesOf('siem-url-protect', CLICK), {
      ...NO_HTTP,
      action: 'blocked',
      category: 'Phishing & Fraud',
      dest: 'login.bad.example',
      dest_port: 8443,
      src: '198.51.100.20',
      src_ip: '198.51.100.20',
      uri_path: '/sso',
      uri_query: '?u=ana%40corp.example',
      url: 'https://login.bad.example:8443/sso?u=ana%40corp.example',
      url_domain: 'login.bad.example',
      url_length: 55,
      user: 'ana@corp.example',
      vendor_product: 'Mimecast Email Security',
    });
  });

  it('a click of Cloud Integrated, which does not say who clicked', () => {
    const expected = {
      action: 'blocked',
      dest: 'bad.example',
      src: '198.51.100.20',
      url: 'http://bad.example/',
    };
    assert.deepEqual(valuesOf('siem-urlclick', ['action', 'dest', 'src', 'url', 'user']), {
      ...expected,
      user: null,
    });
  });

  it('a click of TTP: a text instead of an address is no source', () => {
    const fields = ['action', 'src', 'url_domain', 'user'];
    assert.deepEqual(valuesOf('ttp-url', fields), {
      action: 'allowed',
      src: null,
      url_domain: 'files.vendor.example',
      user: 'ana@corp.example',
    });
    assert.equal(found('ttp url, allowed click').fields.get('src'), '67.43.156.15');
  });

  it('a link without a scheme has a host', () => {
    const fields = ['action', 'url', 'url_domain', 'dest', 'dest_port', 'user'];
    assert.deepEqual(valuesOf('url protect, allowed, from the stream', fields), {
      ...{ action: 'allowed', url: 'shop.example', url_domain: 'shop.example', dest: 'shop.example' },
      ...{ dest_port: null, user: 'ana@corp.example' },
    });
  });
});

describe('examples/splunk, data model Authentication', () => {
  it('every log-on has all recommended fields but the one for a change of privileges', () => {
    const names = namesWithTag('authentication');
    assert.ok(names.length >= 9);
    for (const name of names) {
      const { fields } = found(name);
      assert.deepEqual(
        AUTHENTICATION.filter((field) => !fields.has(field)),
        ['src_user'],
        name,
      );
      assert.ok(AUTHENTICATION_ACTIONS.includes(String(fields.get('action'))), name);
    }
  });

  const LOG_ONS: readonly (readonly [name: string, expected: Readonly<Record<string, unknown>>])[] = [
    [
      'audit-logon',
      {
        action: 'success',
        app: 'Administration Console',
        src: '198.51.100.4',
        user: 'admin@corp.example',
        authentication_method: 'Two Step Auth, TOTP',
        signature: 'User Logged On',
        dest: 'mimecast',
        vendor_account: 'CUSA00A000',
      },
    ],
    ['audit-logon-failed', { action: 'failure', reason: 'Invalid Password', authentication_method: null }],
    ['audit, challenge', { action: 'pending', authentication_method: 'Office 365, TOTP' }],
    ['audit, failed log-on in a dump', { action: 'failure', app: 'LFS', src: '67.43.156.15' }],
    ['audit, wrong password', { action: 'failure', app: 'mimecast-moa', reason: 'Wrong password' }],
    ['audit, locked account', { action: 'failure', app: 'POP-POP2', reason: 'Account Locked' }],
    ['audit, unauthorized call', { action: 'failure', app: 'API' }],
    ['audit, failed enrolment', { action: 'failure', app: 'Mimecast', src: '192.0.2.1' }],
    [
      'audit, log-on with SAML',
      { action: 'success', app: 'MPP', authentication_method: 'SP-initiated SAML' },
    ],
  ];
  for (const [name, expected] of LOG_ONS)
    it(`${name}: ${Object.keys(expected).join(', ')}`, () => {
      assert.deepEqual(valuesOf(name, Object.keys(expected)), expected);
    });

  it('another audit record is no log-on, and has no action', () => {
    for (const name of ['audit-password', 'audit-policy', 'audit, connector', 'audit, log-off']) {
      assert.deepEqual(found(name).eventTypes, [], name);
    }
    assert.equal(found('audit-policy').fields.has('action'), false);
  });
});
