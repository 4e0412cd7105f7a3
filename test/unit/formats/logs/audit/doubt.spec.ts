import { ANA, BO, check, SYNC } from './rows';

const ACCOUNTS = 'user_account_and_role_logs';

check('A count or a former value is no failure', [
  ['Directory Sync', SYNC, '12 users updated, 0 failed.', { outcome: 'success' }],
  [
    'Remediation Incident Adjustment',
    SYNC,
    'Remediation of 5 messages completed. 0 failed',
    { outcome: 'success' },
  ],
  ['Policy Changed', 'policy_logs', 'Policy "X" changed from rejected to held', { outcome: 'success' }],
  ['Directory Sync', SYNC, '12 users updated, 3 failed.', { outcome: 'failure' }],
  ['User Locked Out', ACCOUNTS, 'User bo@corp.example locked out', { activity: 'lock', outcome: 'success' }],
  ['Held Message Rejected', 'held_message_logs', 'Message rejected', { outcome: 'success' }],
]);

check('What could not be done is a failure, wherever the sentence says so', [
  [
    'Journal Service Status',
    'journaling_logs',
    'Journal connector J1 could not be reached, Reason: timeout',
    { outcome: 'failure' },
  ],
  ['User Password Changed', ACCOUNTS, 'Password could not be changed: too short', { outcome: 'failure' }],
  ['Directory Sync', SYNC, 'Connection to the server timed out', { outcome: 'failure' }],
  ['Directory Sync', SYNC, 'Could not bind: invalid credentials', { outcome: 'failure' }],
  ['Directory Sync Error', SYNC, 'Server is down', { outcome: 'failure' }],
  ['API Request', SYNC, 'GET /api/directory/get-users returned 403', { outcome: 'failure' }],
  ['API Request', SYNC, 'GET /api/x, Status: 500', { outcome: 'failure' }],
  ['API Request', SYNC, 'POST /api/policy/delete, Status: 200', { activity: 'other', outcome: 'success' }],
  ['Error Notification Changed', SYNC, 'Recipient changed', { outcome: 'success' }],
  [
    'Message Action',
    'case_review_logs',
    'Viewed messages that could not be delivered',
    { activity: 'read', outcome: 'success' },
  ],
]);

check('An action that is not known is no look', [
  [
    'Review Set Action',
    'case_review_logs',
    'Triaged 5 messages in Review Set "Contracts"',
    { activity: 'other', entity: 'Contracts' },
  ],
  [
    'Case Action',
    'case_review_logs',
    'Case closed - Case: Litigation',
    { activity: 'other', entity: 'Litigation' },
  ],
]);

check('Several changes are an update, and what an account gets does not create it', [
  ['Completed Directory Sync', SYNC, '3 users created, 2 users deleted', { activity: 'update' }],
  ['User Updated', ACCOUNTS, 'Alias bob@corp.example added to user bo@corp.example', { activity: 'update' }],
  [
    'User Updated',
    ACCOUNTS,
    'Delegate cy@corp.example added to mailbox bo@corp.example',
    { activity: 'update' },
  ],
  ['User Created', ACCOUNTS, 'New user created: bo@corp.example, Name: Bo', { activity: 'create', user: BO }],
  ['User Created', ACCOUNTS, 'User created - Email: bo@corp.example', { activity: 'create', user: BO }],
  [
    'Role Assignment Changed',
    ACCOUNTS,
    'Added bo@corp.example to role "Super Administrator"',
    { activity: 'attach', user: BO },
  ],
  [
    'User Deleted',
    ACCOUNTS,
    'Deleted users bo@corp.example, cy@corp.example',
    { user: undefined, actor: ANA },
  ],
  [
    'Custom Report',
    'reporting_logs',
    'Report "R" scheduled for ana@corp.example, bo@corp.example',
    { user: undefined },
  ],
]);

check('Who signed in is whom the text names', [
  ['User Logged Off', 'authentication_logs', `${BO} logged off`, { user: BO, actor: ANA }],
  ['Logon Requires Challenge', 'authentication_logs', `Challenge sent to ${BO}`, { user: BO, actor: ANA }],
  [
    'Mimecast Support Login',
    'mimecast_access_logs',
    'Mimecast support login by support1@mimecast.example',
    { kind: 'logon', user: 'support1@mimecast.example' },
  ],
]);
