import { BO, check } from './rows';

const GROUP = 'profile_group_logs';
const ADDED = { kind: 'group', activity: 'add-subgroup', group: 'Finance', subgroup: 'Sales' } as const;
const REMOVED = { ...ADDED, activity: 'remove-subgroup' } as const;

check('A group in a group', [
  ['Group Changed', GROUP, 'Added group Sales to group Finance', ADDED],
  ['Folder Log Entry', GROUP, 'Added group "Sales" to group "Finance"', ADDED],
  ['Folder Log Entry', GROUP, 'Action Performed - Added folder "Sales" to the folder Finance', ADDED],
  ['Group Changed', GROUP, 'Group Sales was added to group Finance.', ADDED],
  ['Group Changed', GROUP, 'Subgroup: Sales, Group: Finance', ADDED],
  ['Subgroup Removed', GROUP, 'Group: Finance, Subgroup: Sales', REMOVED],
  ['Group Changed', GROUP, 'Removed group Sales from group Finance', REMOVED],
  [
    'Group Changed',
    GROUP,
    'Added group from AD to group x from y to group z',
    { activity: 'add-subgroup', group: undefined, subgroup: undefined },
  ],
]);

check('No group in a group', [
  ['Group Changed', GROUP, `Added user ${BO} to group Finance`, { activity: 'add-user', group: 'Finance' }],
  [
    'Group Created',
    GROUP,
    'Created group Sales',
    { activity: 'create', group: 'Sales', subgroup: undefined },
  ],
  [
    'Folder Log Entry',
    GROUP,
    'Added domain corp.example to folder VIP',
    { activity: 'update', group: 'VIP', user: undefined },
  ],
  ['Group Imported', GROUP, 'Imported 5 members into group Sales', { activity: 'add-user', group: 'Sales' }],
]);
