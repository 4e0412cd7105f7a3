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
  'audit-sync': audit('Completed Directory Sync', 'account_logs', 'No changes found.', ''),
};
