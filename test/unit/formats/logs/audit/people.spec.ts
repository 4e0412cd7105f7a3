import { ANA, BO, check, TAIL } from './rows';

const ACCOUNT = 'user_account_and_role_logs';

check('Accounts', [
  [
    'User Password Changed',
    ACCOUNT,
    `Password reset for user: ${BO} User Password Changed, Remote IP is null`,
    {
      kind: 'account',
      activity: 'password-reset',
      user: BO,
      actor: ANA,
      outcome: 'success',
      sourceIp: undefined,
    },
  ],
  [
    'User Password Changed',
    ACCOUNT,
    `Password changed for ${BO}, ${TAIL}`,
    { activity: 'password-change', user: BO },
  ],
  ['User Password Reset', ACCOUNT, '', { activity: 'password-reset', user: undefined, actor: ANA }],
  [
    'User Password Changed',
    'account_logs',
    `Password reset for ${BO}`,
    { kind: 'account', activity: 'password-reset' },
  ],
  [
    'Password Policy Changed',
    ACCOUNT,
    'Policy "Strict" changed',
    { kind: 'entity', activity: 'update', entity: 'Strict' },
  ],
  ['User Settings', ACCOUNT, 'Created user with a password policy', { activity: 'create' }],
  ['User Settings', ACCOUNT, `Deleted user: ${BO}, ${TAIL}`, { activity: 'delete', user: BO, level: 'low' }],
  ['User Changed', ACCOUNT, `User ${BO} disabled by ${ANA}, ${TAIL}`, { activity: 'disable', user: BO }],
  ['User Account Locked', ACCOUNT, `Locked ${BO}`, { activity: 'lock', user: BO, outcome: 'success' }],
  [
    'Role Assignment',
    ACCOUNT,
    `Role "Admin, basic" assigned to ${BO} by ${ANA}<Ana Doe>`,
    { activity: 'attach', user: BO, entity: 'Admin, basic', actorName: 'Ana Doe', userName: undefined },
  ],
  [
    'Role Assignment',
    ACCOUNT,
    `Removed role "Admin" from user ${BO} <Bo, B.>`,
    { activity: 'detach', user: BO, userName: 'Bo, B.' },
  ],
  ['Role Deleted', ACCOUNT, 'Role "Admin" deleted', { activity: 'delete', entity: 'Admin' }],
  ['User Settings', ACCOUNT, 'Something else', { activity: 'other', entity: undefined }],
  ['User Created', ACCOUNT, `Failed to create user ${BO}: quota`, { activity: 'create', outcome: 'failure' }],
]);

const GROUP = 'profile_group_logs';

check('Groups', [
  [
    'Folder Log Entry',
    GROUP,
    'Action Performed - Deleted New Folder by ana@corp.example<Ana Doe> Date: 2021-10-11 Time: 19:23:10 +0100 IP: 67.43.156.15 Application: Administration Console',
    {
      ...{
        kind: 'group',
        activity: 'delete',
        group: undefined,
        entity: undefined,
        user: undefined,
        actor: ANA,
      },
      ...{ actorName: 'Ana Doe', application: 'Administration Console' },
    },
  ],
  [
    'Folder Log Entry',
    GROUP,
    `Created Folder "VIP, users", ${TAIL}`,
    { activity: 'create', group: 'VIP, users' },
  ],
  [
    'Folder Log Entry',
    GROUP,
    `Created Folder: VIP users, ${TAIL}`,
    { activity: 'create', group: 'VIP users' },
  ],
  [
    'Folder Log Entry',
    GROUP,
    `Created Folder VIP users by ${ANA} ${TAIL}`,
    { activity: 'create', group: 'VIP users' },
  ],
  ['Folder Log Entry', GROUP, 'Folder VIP users was deleted', { activity: 'delete', group: 'VIP users' }],
  ['Folder Log Entry', GROUP, 'Folder settings were changed', { activity: 'update', group: undefined }],
  ['Folder Log Entry', GROUP, 'Renamed Folder "VIP" to "V.I.P."', { activity: 'update', group: 'VIP' }],
  [
    'Folder Log Entry',
    GROUP,
    'Renamed Folder VIP to Letters to Santa',
    { activity: 'update', group: undefined },
  ],
  [
    'Folder Log Entry',
    GROUP,
    `Added member "Bo, B." ${BO} to Folder "VIP"`,
    { activity: 'add-user', group: 'VIP', user: BO },
  ],
  [
    'Folder Log Entry',
    GROUP,
    `Added ${BO} to Folder VIP by ${ANA}`,
    { activity: 'add-user', group: 'VIP', user: BO },
  ],
  [
    'Folder Log Entry',
    GROUP,
    `Removed user ${BO} from Group "VIP"`,
    { activity: 'remove-user', group: 'VIP', user: BO },
  ],
  [
    'Group Member Added',
    GROUP,
    `Group: VIP, Member: ${BO}`,
    { activity: 'add-user', group: 'VIP', user: BO },
  ],
  [
    'Folder Log Entry',
    GROUP,
    'No changes were made to Folder "VIP"',
    { activity: 'other', group: undefined },
  ],
  ['Folder Log Entry', GROUP, '{"folder":"VIP"}', { activity: 'other', group: undefined }],
  ['Folder Log Entry', GROUP, '', { activity: 'other', group: undefined }],
]);
