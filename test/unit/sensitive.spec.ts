import assert from 'node:assert/strict';
import { withoutSecrets, withoutSensitive } from '../../nodes/lib/sensitive';

const ACCOUNT = {
  accountCode: 'C0A0',
  passphrase: 'redact-me',
  supportCode: '0000',
  adminEmail: 'admin@corp.example',
  contactEmail: 'it@corp.example',
  contactPhone: '555',
  settings: [{ SecretKey: 'k', contacts: ['ana@corp.example'], maxRetention: 365 }],
};

describe('what nobody needs of an answer', () => {
  it('is left out of what is judged: credentials and contacts, at any depth', () => {
    assert.deepEqual(withoutSensitive(ACCOUNT), { accountCode: 'C0A0', settings: [{ maxRetention: 365 }] });
  });

  it('is the credentials alone where somebody has asked for all of it', () => {
    const { passphrase: _, supportCode: __, settings: ___, ...rest } = ACCOUNT;
    assert.deepEqual(withoutSecrets(ACCOUNT), {
      ...rest,
      settings: [{ contacts: ['ana@corp.example'], maxRetention: 365 }],
    });
  });
});
