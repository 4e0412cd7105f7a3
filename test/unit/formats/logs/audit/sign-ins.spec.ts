import assert from 'node:assert/strict';
import { ANA, check, event, LOGON, TAIL } from './rows';

const signedIn = `Successful authentication for ${ANA} <Ana Doe>, ${TAIL}`;
const failed = `Failed authentication for ${ANA} <Ana Doe>, ${TAIL}`;

check('Sign-ins', [
  [
    'User Logged On',
    LOGON,
    `${signedIn}, Method: Two Step Auth, 2FA: TOTP`,
    {
      ...{
        kind: 'logon',
        activity: 'logon',
        outcome: 'success',
        level: 'informational',
        user: ANA,
        actor: ANA,
      },
      ...{ userName: 'Ana Doe', actorName: 'Ana Doe', sourceIp: '67.43.156.15' },
      ...{ application: 'Administration Console', authMethod: 'Two Step Auth', authFactor: 'TOTP' },
      ...{ multiFactor: true, reason: undefined, entity: undefined },
    },
  ],
  ['User Logged On', LOGON, `${signedIn}, Method: Cloud`, { authMethod: 'Cloud', multiFactor: undefined }],
  [
    'User Logged On',
    LOGON,
    `${signedIn}, Method: SP-initiated SAML`,
    { authMethod: 'SP-initiated SAML', authFactor: undefined, multiFactor: undefined },
  ],
  ['User Logged On', LOGON, signedIn, { authMethod: undefined, multiFactor: undefined }],
  [
    'User Logged On',
    LOGON,
    `${signedIn}, Method: null, 2FA: null`,
    { authMethod: undefined, multiFactor: undefined },
  ],
  [
    'User Logged On',
    LOGON,
    `${signedIn}, Method: Cloud, 2FA: none`,
    { authFactor: undefined, multiFactor: false },
  ],
  ['User Logged On', LOGON, `${signedIn}, 2FA: Disabled`, { multiFactor: false }],
  ['User Logged On', LOGON, `${signedIn}, 2FA: not required`, { multiFactor: false }],
  ['User Logged On', LOGON, `${signedIn}, 2FA: N/A`, { authFactor: undefined, multiFactor: undefined }],
  ['User Logged On', LOGON, `${signedIn}, 2FA: SMS`, { authFactor: 'SMS', multiFactor: true }],
  ['User Logged On', LOGON, `${signedIn}, Method: Cloud without 2FA`, { multiFactor: false }],
  ['User Logged On', LOGON, `${signedIn}, Method: Non-MFA`, { multiFactor: false }],
  ['User Logged On', LOGON, `${signedIn}, Method: Two-Step (SMS)`, { multiFactor: true }],
  ['User Logged On', LOGON, `Successful two-step authentication for ${ANA}`, { multiFactor: true }],
  ['User Logged On', LOGON, `Signed in (two factor authentication not required)`, { multiFactor: false }],
  ['User Logged On', LOGON, `Signed in with the account manager`, { multiFactor: undefined }],
  ['User Logged On', LOGON, `${signedIn}, Method: GET`, { authMethod: undefined }],
  [
    'User Logged On',
    LOGON,
    '{"2FA":"none","Method":"SAML"}',
    { multiFactor: undefined, authMethod: undefined },
  ],
  ['User Logged On', LOGON, '', { outcome: 'success', user: ANA, multiFactor: undefined }],
  [
    'Two Factor Authentication Failed',
    LOGON,
    failed,
    { activity: 'logon', outcome: 'failure', multiFactor: true },
  ],
  [
    'Logon Requires Challenge',
    LOGON,
    `Intermediate authentication for ${ANA} <Ana Doe>, ${TAIL}, Method: Office 365, 2FA: TOTP`,
    {
      activity: 'other',
      outcome: undefined,
      authMethod: 'Office 365',
      authFactor: 'TOTP',
      multiFactor: true,
    },
  ],
  [
    'Logon Authentication Failed',
    LOGON,
    `${failed}, Method: Office 365, Reason: Wrong password`,
    {
      outcome: 'failure',
      level: 'low',
      reason: 'Wrong password',
      multiFactor: undefined,
      userName: 'Ana Doe',
    },
  ],
  ['Logon Authentication Failed', LOGON, `${failed}, Reason: Account Locked`, { reason: 'Account Locked' }],
  [
    'Logon Authentication Failed',
    LOGON,
    'Creating the auditLog entry for failed authentication, emailAddress :com.example.Address@4a3b[accountCode=ABC,emailAddress=zoe@mail.example,name=zoe@mail.example] remote IP : 67.43.156.15 application : LFS',
    {
      outcome: 'failure',
      user: 'zoe@mail.example',
      actor: ANA,
      sourceIp: '67.43.156.15',
      application: 'LFS',
    },
  ],
  [
    'Logon Authentication Failed',
    LOGON,
    'Failed to enroll the user for user device enrollment, Remote IP is 192.0.2.1',
    { outcome: 'failure', user: ANA, sourceIp: '192.0.2.1' },
  ],
  [
    'User Logged On',
    LOGON,
    `Successful authentication for ${ANA}, Application: mimecast-moa, Remote IP is 192.0.2.99`,
    { application: 'mimecast-moa', sourceIp: '192.0.2.99' },
  ],
  [
    'User Locked Out',
    LOGON,
    `Account of ${ANA} locked out, ${TAIL}`,
    { activity: 'lock', outcome: 'success' },
  ],
  ['User Logged Off', LOGON, 'Bye', { activity: 'logoff', outcome: 'success' }],
  ['Login', LOGON, `Login denied for ${ANA}`, { activity: 'logon', outcome: 'failure' }],
  ['Login', LOGON, `Login of ${ANA}, Success: false`, { outcome: 'failure' }],
  ['Logon Attempt', LOGON, `Logon of ${ANA}`, { outcome: undefined }],
  [
    'Mimecast Support Login',
    'mimecast_access_logs',
    'Action Performed - ana@corp.example logged into this account. by ana@corp.example<Ana Doe> Date: 2021-10-11 Time: 16:39:17 +0100 IP: 67.43.156.15 Application: Administration Console',
    { kind: 'logon', activity: 'logon', user: ANA, userName: 'Ana Doe', sourceIp: '67.43.156.15' },
  ],
  [
    'Authentication Profile Updated',
    'policy_logs',
    `Profile "Default" updated, ${TAIL}`,
    { kind: 'entity', activity: 'update', entity: 'Default' },
  ],
  ['Two Step Authentication Disabled', LOGON, `Changed by ${ANA}`, { kind: 'entity', activity: 'disable' }],
]);

describe('A record without a user', () => {
  it('has the user of its text', () => {
    const found = event('Logon Authentication Failed', LOGON, failed, '');
    assert.deepEqual([found.user, found.actor, found.userName], [ANA, undefined, 'Ana Doe']);
  });

  it('has the name of a performer without an address', () => {
    const text = 'Support access by user<Sam Support> Date: 2026-11-20';
    assert.equal(event('Mimecast Support Login', 'mimecast_access_logs', text).actorName, 'Sam Support');
  });
});
