import { ANA, BO, CASES, check, LOGON, SYNC, TAIL } from './rows';

check('Texts that say that nothing changed', [
  [
    'Completed Directory Sync',
    SYNC,
    'No changes found.',
    { kind: 'entity', activity: 'other', entity: undefined, level: 'informational' },
  ],
  ['Completed Directory Sync', SYNC, 'Created: 0, Deleted: 0', { activity: 'other', level: 'informational' }],
  [
    'Completed Directory Sync',
    SYNC,
    'Users created: 0, Groups updated: 0, Users removed: 0',
    { activity: 'other' },
  ],
  ['Completed Directory Sync', SYNC, 'Synchronised. 0 users created, 0 users deleted', { activity: 'other' }],
  ['Completed Directory Sync', SYNC, 'Deleted 0 users', { activity: 'other', level: 'informational' }],
  ['Policy Changed', 'policy_logs', 'There were no changes.', { activity: 'other', entity: undefined }],
  ['Completed Directory Sync', SYNC, 'Created: 2, Deleted: 0', { activity: 'create' }],
  ['Completed Directory Sync', SYNC, 'Created: 0, Deleted: 3', { activity: 'delete' }],
  ['Completed Directory Sync', SYNC, 'Created: 2, Deleted: 1', { activity: 'update' }],
]);

check('Reading', [
  [
    'Review Set Action',
    CASES,
    `Viewed Review Set, ${TAIL}`,
    { kind: 'api', activity: 'read', entity: undefined },
  ],
  [
    'Review Set Action',
    CASES,
    `Viewed Review Set Details - Case: Class Action, Review Set: Contracts, ${TAIL}`,
    { activity: 'read', entity: 'Contracts', application: 'Administration Console' },
  ],
  ['Review Set Action', CASES, '', { activity: 'read' }],
  [
    'Review Set Action',
    CASES,
    `Created Review Set - Review Set: Contracts, ${TAIL}`,
    { activity: 'create', entity: 'Contracts' },
  ],
  [
    'Case Action',
    CASES,
    `Viewed Case - Case: Class Action, ${TAIL}`,
    { kind: 'api', activity: 'read', entity: 'Class Action' },
  ],
  [
    'Case Action',
    CASES,
    `Deleted Case - Case: Created, set, ${TAIL}`,
    { activity: 'delete', entity: 'Created, set' },
  ],
  [
    'Message Action',
    CASES,
    `Viewed Message - Source: Search, From: <Ana Done> ${ANA}, To: <${BO}> ${BO}, Subject: Deleted "x", Viewed Content: True, ${TAIL}`,
    { activity: 'read', user: undefined, entity: undefined },
  ],
  ['Message Action', CASES, `Viewed rejected messages, ${TAIL}`, { activity: 'read', outcome: 'success' }],
  [
    'Search Action',
    CASES,
    `Executed Search - Source: Search, Search Criteria: {"keywords":"delete \\"x\\"","mailboxes":["${BO}"]}, ${TAIL}`,
    { kind: 'api', activity: 'read', entity: undefined, user: undefined, sourceIp: '67.43.156.15' },
  ],
  ['Search Action', CASES, '{"keywords":"test"}', { activity: 'read', entity: undefined }],
  [
    'Search Action',
    CASES,
    `Inspected Review Set Messages - Source: Review Set - Supervision - hot words, Case - GDPR/CCPA, Message Status: Pending, ${TAIL}`,
    { activity: 'read', outcome: 'success' },
  ],
  [
    'Page Data Exports',
    SYNC,
    `[Export type : Download,Name :watchlist_view,Requested By :${ANA},IP Address :10.0.0.1,File type : .xlsx], ${TAIL}`,
    { kind: 'api', activity: 'read', entity: 'watchlist_view', sourceIp: '67.43.156.15' },
  ],
  [
    'Threat Intel Feed Download',
    'reporting_logs',
    `Threat intel multiple feeds download  - malware_grid.zip, ${TAIL}`,
    { kind: 'api', activity: 'read', entity: undefined },
  ],
]);

check('Changes', [
  [
    'Connectors Management',
    'integrations_and_apis',
    `Connector creation for Suite\nName: Sync and Recover - 365, Description: null\nSuccess: true, ${TAIL}`,
    { kind: 'api', activity: 'create', entity: 'Sync and Recover - 365', outcome: 'success' },
  ],
  [
    'Connectors Management',
    'integrations_and_apis',
    'Connector deletion\nName: A\nSuccess: false',
    { activity: 'delete', outcome: 'failure', level: 'low' },
  ],
  ['Connectors Management', 'integrations_and_apis', '', { activity: 'update' }],
  [
    'Remediation Incident Adjustment',
    SYNC,
    `Remediation Incident Created -  TR-1, type : manual, search criteria : {"fileHash":"9e","deleted":true}, ${TAIL}`,
    { kind: 'api', activity: 'create', entity: undefined },
  ],
  [
    'Remediation Incident Adjustment',
    SYNC,
    `Restore Remediation Incident Created -  TR-1-R, ${TAIL}`,
    { activity: 'create' },
  ],
  [
    'Archive Mailbox Restore',
    'archive_service_logs',
    `Archive mailbox restore created. Restored data from ${BO} to cy@corp.example by ${ANA}, ${TAIL}`,
    { activity: 'update', user: undefined, actor: ANA },
  ],
  [
    'Existing Archive Task Changed',
    'archive_service_logs',
    `Successfully updated 3 'Sync and Recover' tasks associated with connection ("365") to connector ("New - 365"), ${TAIL}`,
    { activity: 'update', entity: undefined },
  ],
  [
    'Custom Report Definition Created',
    'reporting_logs',
    `Action Performed - Custom Report Definition Created with name "Terri test" and description "all, deleted" by ${ANA}<${ANA}> Date: 2021-10-11 Time: 20:53:41 +0100 IP: 67.43.156.15 Application: Administration Console`,
    { activity: 'create', entity: 'Terri test', actorName: undefined, application: 'Administration Console' },
  ],
  [
    'API Application Updated',
    SYNC,
    `API Gateway Application testing Updated. Addendum (22 September 2022) acknowledged, ${TAIL}`,
    { activity: 'update', entity: undefined },
  ],
  [
    'White URL Created',
    SYNC,
    `URL: bad.example/x?u=1, Match Type: explicit, Disable Rewriting: true, ${TAIL}`,
    { activity: 'create', entity: 'bad.example/x?u=1' },
  ],
  [
    'Policy Changed',
    'policy_logs',
    `Policy "Default, strict" changed, ${TAIL}`,
    { activity: 'update', entity: 'Default, strict', entityType: 'policy' },
  ],
  [
    'New Policy',
    'policy_logs',
    'Policy: Deleted items: keep, Action: block',
    { activity: 'create', entity: 'Deleted items: keep' },
  ],
  [
    'Policy Edit',
    'policy_logs',
    'Policy for deleted items updated',
    { activity: 'update', entity: undefined },
  ],
  [
    'Blocked Sender Policy Changed',
    'policy_logs',
    'Policy "Failed, or denied" changed',
    { outcome: 'success', entity: 'Failed, or denied' },
  ],
  [
    'Rejected Messages Policy Deleted',
    'policy_logs',
    '',
    { outcome: 'success', activity: 'delete', level: 'low' },
  ],
  ['Something Nobody Knows', 'brand_new_logs', '', { kind: 'entity', activity: 'other', entity: undefined }],
]);

check('Names after a sentence', [
  ['Policy Edit', 'policy_logs', 'Deleted policy: Name: Block, all, Type: x', { entity: 'Block, all' }],
  ['Policy Edit', 'policy_logs', 'Deleted policy: Block, all', { activity: 'update', entity: 'Block, all' }],
]);

check('Failures', [
  [
    'Unauthorized API Request',
    SYNC,
    `POST /api/x, ${TAIL}`,
    { kind: 'api', outcome: 'failure', level: 'low' },
  ],
  ['Unauthorised API Request', LOGON, '', { kind: 'api', outcome: 'failure' }],
  ['API Request', SYNC, `Unauthorized request to /api/x, ${TAIL}`, { outcome: 'failure' }],
  ['API Request', SYNC, `Request was denied, ${TAIL}`, { outcome: 'failure' }],
  ['API Request', SYNC, `Request rejected: no permission, ${TAIL}`, { outcome: 'failure' }],
  ['Page Data Exports', SYNC, `Export failed, ${TAIL}`, { outcome: 'failure', activity: 'read' }],
  ['Directory Sync Failed', SYNC, 'Connection refused', { outcome: 'failure', activity: 'other' }],
  ['Message Action', CASES, `Held message rejected, ${TAIL}`, { outcome: 'success' }],
  ['Policy Changed', 'policy_logs', `Access denied, ${TAIL}`, { outcome: 'failure' }],
  [
    'Policy Changed',
    'policy_logs',
    'Policy "x"\nStatus: Failed, Reason: Locked by another administrator',
    { outcome: 'failure', reason: 'Locked by another administrator' },
  ],
]);
