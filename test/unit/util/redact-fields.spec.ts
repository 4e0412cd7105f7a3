import assert from 'node:assert/strict';
import { omitSecrets, redactConfiguration } from '../../../nodes/lib/util/redact-fields';

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
});
