import type { Sample } from './sample';

const when = 'Date: 2026-11-20, Time: 05:58:12 GMT, IP: 198.51.100.4, Application: Administration Console';
const audit = (type: string, category: string, eventInfo: string, user = 'admin@corp.example'): Sample => ({
  log: 'audit',
  type: 'audit',
  record: {
    id: 'eNqrAudit',
    auditType: type,
    user,
    eventTime: '2026-11-20T05:58:12+0000',
    eventInfo,
    category,
  },
});

export const AUDIT: Readonly<Record<string, Sample>> = {
  'audit-logon': audit(
    'User Logged On',
    'authentication_logs',
    `Successful authentication for admin@corp.example <Ana Admin>, ${when}, Method: Two Step Auth, 2FA: TOTP`,
  ),
  'audit-logon-failed': audit(
    'Logon Authentication Failed',
    'authentication_logs',
    `Failed authentication for ana@corp.example, ${when}, Reason: Invalid Password`,
    'ana@corp.example',
  ),
  'audit-password': audit(
    'User Password Changed',
    'user_account_and_role_logs',
    `Password changed for ana@corp.example, ${when}`,
  ),
  'audit-group': audit('Folder Log Entry', 'profile_group_logs', `Created Folder "VIP users", ${when}`),
  'audit-policy': audit('Policy Changed', 'policy_logs', `Policy "Default, strict" changed, ${when}`),
  'audit-download': audit(
    'Threat Intel Feed Download',
    'reporting_logs',
    'Feed downloaded, remote IP : 203.0.113.1 application : LFS',
  ),
  'audit-password-reset': audit(
    'User Password Changed',
    'user_account_and_role_logs',
    'Password reset for user: bo@corp.example User Password Changed, Remote IP is null',
  ),
  'audit-saml': audit(
    'User Logged On',
    'authentication_logs',
    `Successful authentication for admin@corp.example <Admin, Ana>, ${when}, Method: SP-initiated SAML`,
  ),
  'audit-java-address': audit(
    'Logon Authentication Failed',
    'authentication_logs',
    'Creating the auditLog entry for failed authentication, emailAddress :com.example.sdk.address.Address@4a3bcd11[accountCode=ABC123,internal=false,emailAddress=zoe@mail.example,name=zoe@mail.example,aliases={}] remote IP : 203.0.113.1 application : LFS',
  ),
  'audit-remote-ip': audit(
    'User Logged On',
    'authentication_logs',
    'Successful authentication for admin@corp.example, Application: mimecast-moa, Remote IP is 192.0.2.99',
  ),
  'audit-group-unnamed': audit(
    'Folder Log Entry',
    'profile_group_logs',
    'Action Performed - Deleted New Folder by admin@corp.example<Ana Admin> Date: 2026-11-20 Time: 05:58:12 +0100 IP: 198.51.100.4 Application: Administration Console',
  ),
  'audit-review-set': audit(
    'Review Set Action',
    'case_review_logs',
    `Viewed Review Set Details - Case: Class Action, Review Set: Contracts, ${when}`,
  ),
  'audit-search': audit(
    'Search Action',
    'case_review_logs',
    `Executed Search - Source: Search, Search Criteria: {"keywords":"delete","route":"ALL"}, ${when}`,
  ),
  'audit-search-query': audit(
    'Search Action',
    'case_review_logs',
    `Search executed by admin@corp.example: from:bo subject:"delete", ${when}`,
  ),
  'audit-mfa-disabled': audit(
    'User Settings Updated',
    'user_account_and_role_logs',
    `2FA disabled for user bo@corp.example <Bo Port>, ${when}`,
  ),
  'audit-subgroup': audit(
    'Group Changed',
    'profile_group_logs',
    `Added group Sales to group Finance, ${when}`,
  ),
  'audit-folder-moved': audit('Folder Log Entry', 'profile_group_logs', 'Folder moved: Sales - Parent: Corp'),
  'audit-unauthorized': audit('Unauthorized API Request', 'integrations_and_apis', `POST /api/x, ${when}`),
  'audit-sync-counts': audit('Completed Directory Sync', 'account_logs', 'Created: 0, Deleted: 0', ''),
  'audit-sync': audit('Completed Directory Sync', 'account_logs', 'No changes found.', ''),
};
