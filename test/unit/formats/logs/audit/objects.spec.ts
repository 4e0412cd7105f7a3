import { ANA, BO, CASES, check, SYNC, TAIL } from './rows';

const ACCOUNT = 'user_account_and_role_logs';
const GROUP = 'profile_group_logs';
const POLICY = 'policy_logs';

check('What was searched for is no object, and names no user', [
  [
    'Search Action',
    CASES,
    `Search executed by ${ANA}: from:bo subject:"delete"`,
    { activity: 'read', entity: undefined, user: undefined },
  ],
  [
    'Search Action',
    CASES,
    `Search executed by ${ANA}: mailbox:${BO} subject:"delete", IP: 192.0.2.1, Application: Hub`,
    { entity: undefined, user: undefined, sourceIp: '192.0.2.1', application: 'Hub' },
  ],
  ['Search Action', CASES, 'Search: policy: "x", Date: 2021-10-12', { entity: undefined }],
  ['Search Action', CASES, 'Search executed: "rename"', { activity: 'read', entity: undefined }],
  ['Archive Search', CASES, `Searched archive for "password reset" in mailbox ${BO}`, { entity: undefined }],
  ['Search Action', CASES, 'Search name: Q3 audit, Source: Archive', { entity: 'Q3 audit' }],
  ['Search Action', CASES, `Executed search 'rename' for user ${BO}`, { entity: undefined, user: BO }],
  ['Search Action', CASES, 'Saved search "Q3 audit" created', { activity: 'create', entity: 'Q3 audit' }],
  [
    'Message Action',
    CASES,
    'Viewed message from "Bo Port" with subject "Deleted"',
    { activity: 'read', entity: undefined },
  ],
]);

check('What did it, and why, is not the object', [
  [
    'User Changed',
    ACCOUNT,
    `User ${BO} disabled by policy "No Leavers"`,
    { activity: 'disable', user: BO, entity: undefined },
  ],
  [
    'User Disabled',
    ACCOUNT,
    `Account ${BO} disabled because of rule "Inactive"`,
    { user: BO, entity: undefined },
  ],
  ['Message Action', 'held_message_logs', 'Message held due to policy "Spam"', { entity: undefined }],
  ['Policy Changed', POLICY, 'Policy "A" changed by rule "B"', { entity: 'A' }],
  ['Policy Changed', POLICY, 'Description changed to "No leavers"', { entity: undefined }],
]);

check('Of two roles neither is the object', [
  [
    'User Role Changed',
    ACCOUNT,
    `User ${BO} moved from role "Basic" to role "Super Administrator"`,
    { user: BO, entity: undefined },
  ],
]);

check('A type that names a user or a group alone says what the record is about, in any category', [
  [
    'User Changed',
    SYNC,
    `User ${BO} disabled by policy "No Leavers"`,
    { kind: 'account', activity: 'disable', user: BO, entity: undefined },
  ],
  ['User Added', SYNC, `Added user: "Bo" <${BO}>, Domain: corp.example`, { kind: 'account', user: BO }],
  ['User Added', GROUP, `Added ${BO} to folder VIP`, { kind: 'group', activity: 'add-user', group: 'VIP' }],
  ['Group Created', SYNC, 'Created group Sales', { kind: 'group', activity: 'create', group: 'Sales' }],
  ['Group Member Added', SYNC, `Added ${BO} to group VIP`, { kind: 'group', activity: 'add-user' }],
  ['User Policy Changed', SYNC, 'Policy "A" changed', { kind: 'entity', entity: 'A' }],
]);

check('A detail of the object is not the object', [
  [
    'User Changed',
    ACCOUNT,
    `Added user: "Bo" <${BO}>, Domain: corp.example`,
    { user: BO, userName: 'Bo', entity: undefined },
  ],
  ['User Created', ACCOUNT, `User ${BO} created in domain "corp.example"`, { user: BO, entity: undefined }],
  [
    'User Created',
    ACCOUNT,
    `Name: Bo Port, Email: ${BO}, Domain: corp.example, Group: Sales`,
    { user: BO, entity: undefined },
  ],
  [
    'Policy Changed',
    POLICY,
    'Policy "Anti-Spoofing" changed - From: External, Domain: corp.example',
    { entity: 'Anti-Spoofing' },
  ],
  ['Policy Enabled', POLICY, 'Policy Default was enabled for group "Sales"', { entity: undefined }],
  ['Domain Added', SYNC, 'Domain: corp.example, Type: internal', { entity: 'corp.example' }],
  ['Something', SYNC, 'Domain: corp.example, Type: internal', { entity: 'corp.example' }],
  ['Policy Changed', POLICY, 'Policy X changed, Domain: corp.example', { entity: undefined }],
  ['Something', SYNC, 'Status: done, Domain: corp.example', { entity: undefined }],
  [
    'Policy Created',
    POLICY,
    'New policy created: Name: Block macros, Description: "blocks all", From: Everyone',
    { entity: 'Block macros' },
  ],
]);

check('A place is the object only where the type names it', [
  ['Message Action', CASES, `Message moved to folder "Deleted Items", ${TAIL}`, { entity: undefined }],
  [
    'Case Action',
    CASES,
    'Added note "urgent" to case "Litigation"',
    { activity: 'update', entity: 'Litigation' },
  ],
  ['Case Action', CASES, 'Legal hold released on case "Litigation"', { entity: 'Litigation' }],
  ['Connection Test', SYNC, 'Connection test failed for "AD sync"', { entity: 'AD sync' }],
]);

check('The name of a group ends where the sentence goes on', [
  ['Folder Log Entry', GROUP, 'Folder moved: Sales - Parent: Corp', { activity: 'update', group: 'Sales' }],
  ['Folder Log Entry', GROUP, 'Folder: Sales - Parent: Corp', { group: 'Sales' }],
  ['Folder Log Entry', GROUP, 'Folder moved - Folder: Sales, Parent: Corp', { group: 'Sales' }],
  ['Folder Log Entry', GROUP, 'Moved folder Sales to folder Corp', { activity: 'update', group: 'Sales' }],
  ['Folder Log Entry', GROUP, `Moved ${BO} from folder Sales to folder Corp`, { group: undefined, user: BO }],
  [
    'Folder Log Entry',
    GROUP,
    'Deleted all members of folder Sales',
    { activity: 'remove-user', group: 'Sales' },
  ],
  ['Folder Log Entry', GROUP, 'Moved folder "A" to folder "B"', { activity: 'update', group: 'A' }],
  ['Folder Log Entry', GROUP, 'Created folder Sales in folder Corp', { activity: 'create', group: 'Sales' }],
  ['Group Deleted', GROUP, 'Deleted group Sales and all members', { activity: 'delete', group: 'Sales' }],
  ['Folder Log Entry', GROUP, `Folder Sales permissions changed for user ${BO}`, { group: 'Sales' }],
  [
    'Group Member Added',
    GROUP,
    `Name: Bo Port, Email: ${BO}, Group: VIP`,
    { activity: 'add-user', group: 'VIP', user: BO },
  ],
  [
    'Group Member Removed',
    GROUP,
    `Name: Bo Port, Email: ${BO}`,
    { activity: 'remove-user', group: undefined, user: BO },
  ],
  ['Folder Log Entry', GROUP, 'Added "Bo Port" to folder VIP users', { group: undefined }],
]);
