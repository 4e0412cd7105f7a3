import assert from 'node:assert/strict';
import { omitSecrets, redactConfiguration } from '../../../../nodes/lib/util/redaction/redact-fields';

const ACCOUNT = {
  accountCode: 'C0A0',
  passphrase: 'redact-me',
  supportCode: '0000',
  adminEmail: 'admin@corp.example',
  contactEmail: 'it@corp.example',
  contactPhone: '555',
  settings: [{ SecretKey: 'k', contacts: ['ana@corp.example'], maxRetention: 365 }],
};

describe('Redaction of personal data', () => {
  it('omits credentials and contacts from evaluated data, at any depth', () => {
    assert.deepEqual(redactConfiguration(ACCOUNT), {
      accountCode: 'C0A0',
      settings: [{ maxRetention: 365 }],
    });
  });

  it('omits only the credentials where all data was requested', () => {
    const { passphrase: _, supportCode: __, settings: ___, ...rest } = ACCOUNT;
    assert.deepEqual(omitSecrets(ACCOUNT), {
      ...rest,
      settings: [{ contacts: ['ana@corp.example'], maxRetention: 365 }],
    });
  });

  it('omits the credentials of connections from a configuration, and keeps what says that there are any', () => {
    const connection = {
      usesAuthentication: true,
      hasPassword: true,
      password: 'p',
      clientSecret: 's',
      apiKey: 'k',
      'private-key': 'k',
      sharedKey: null,
      refreshTokens: ['t'],
      hostnames: ['mx.example'],
      policy: { keyword: 'invoice', Passwd: 1 },
    };
    assert.deepEqual(redactConfiguration([connection]), [
      {
        usesAuthentication: true,
        hasPassword: true,
        hostnames: ['mx.example'],
        policy: { keyword: 'invoice' },
      },
    ]);
  });

  it('replaces the credentials in links', () => {
    for (const [text, shown] of [
      ['https://ana:secret@host.example/a', 'https://***@host.example/a'],
      ['https://host.example/?a=1&access_token=x&b=2#c', 'https://host.example/?a=1&access_token=***&b=2#c'],
      ['X-Amz-Signature=abc&size=1', 'X-Amz-Signature=***&size=1'],
      ['monkey business, 1 = 1', 'monkey business, 1 = 1'],
      ['mail to ana@corp.example', 'mail to ana@corp.example'],
    ] as const)
      assert.equal(redactConfiguration(text), shown);
  });

  it('has a limit in depth', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 50_000; level++) deep = { inner: deep };
    assert.doesNotMatch(JSON.stringify(redactConfiguration(deep)), /end/);
  });
});
