import { ANA, BO, check, LOGON, SYNC } from './rows';

const ACCOUNT = 'user_account_and_role_logs';
const SETTINGS = 'User Settings Updated';

check('The second factor of a user, which is not the account', [
  [SETTINGS, ACCOUNT, `MFA enabled for user ${BO}`, { kind: 'account', activity: 'mfa-enable', user: BO }],
  [
    SETTINGS,
    ACCOUNT,
    `2FA disabled for user ${BO}`,
    { kind: 'account', activity: 'mfa-disable', user: BO, level: 'low' },
  ],
  ['User Updated', ACCOUNT, `Enabled MFA for ${BO} by ${ANA}`, { activity: 'mfa-enable', user: BO }],
  [SETTINGS, ACCOUNT, `Two-step authentication disabled for ${BO}`, { activity: 'mfa-disable' }],
  [SETTINGS, ACCOUNT, `Two Step Authentication was turned on for ${BO}`, { activity: 'update' }],
  [SETTINGS, ACCOUNT, `MFA changed from enabled to disabled for ${BO}`, { activity: 'mfa-disable' }],
  [SETTINGS, ACCOUNT, `User: ${BO}, 2FA: disabled`, { activity: 'mfa-disable', user: BO }],
  [SETTINGS, ACCOUNT, `User: ${BO}, Multi-factor authentication: Enabled`, { activity: 'mfa-enable' }],
  [SETTINGS, SYNC, `Failed to disable 2FA for user ${BO}`, { activity: 'mfa-disable', outcome: 'failure' }],
  ['User MFA Disabled', ACCOUNT, `User ${BO}`, { kind: 'account', activity: 'mfa-disable', user: BO }],
  ['Two Step Authentication Disabled', LOGON, `Changed for user ${BO}`, { activity: 'mfa-disable' }],
  [
    'User Updated',
    ACCOUNT,
    `Account enabled and MFA disabled for user ${BO}`,
    { activity: 'mfa-disable', user: BO },
  ],
]);

check('A second factor that was skipped', [
  [
    'User Logged On',
    LOGON,
    `Trusted device skipped two-step authentication for ${BO}`,
    { kind: 'logon', multiFactor: false, user: BO },
  ],
]);

check('A second factor that is not what was changed', [
  ['User Enabled', ACCOUNT, `User ${BO} enabled without MFA`, { activity: 'enable', user: BO }],
  ['User Created', ACCOUNT, `User ${BO} created, MFA: enabled`, { activity: 'create' }],
  ['User Disabled', ACCOUNT, `User ${BO} disabled because MFA was removed`, { activity: 'disable' }],
  [SETTINGS, ACCOUNT, `MFA not enabled for ${BO}`, { activity: 'other' }],
  [SETTINGS, ACCOUNT, `Multi-factor authentication reset for ${BO}`, { kind: 'account', activity: 'update' }],
  ['User Password Reset', ACCOUNT, `Password and MFA reset for ${BO}`, { activity: 'password-reset' }],
  [
    'Authentication Profile Updated',
    'policy_logs',
    'MFA disabled for profile "Default"',
    { kind: 'entity', activity: 'disable', entity: 'Default' },
  ],
]);

check('What a user has is not the user', [
  ['User Emails Purged', ACCOUNT, `All emails purged for user ${BO}`, { activity: 'update', user: BO }],
  [
    'Password Complexity Changed',
    SYNC,
    'Minimum length changed from 8 to 12',
    { kind: 'entity', activity: 'update' },
  ],
  ['Password Complexity Changed', ACCOUNT, 'Minimum length changed', { kind: 'account', activity: 'update' }],
  ['API Key Created', ACCOUNT, `Access key created for user ${BO}`, { activity: 'update', user: BO }],
  ['Signature Deleted', ACCOUNT, `Deleted for user ${BO}`, { activity: 'update', user: BO }],
  ['Mobile Device Deleted', ACCOUNT, `Device of ${BO} deleted`, { activity: 'update', user: BO }],
  [SETTINGS, ACCOUNT, `Language changed for user ${BO}`, { kind: 'account', activity: 'update', user: BO }],
  ['Account Settings Changed', SYNC, 'Session timeout changed', { kind: 'entity', activity: 'update' }],
]);
