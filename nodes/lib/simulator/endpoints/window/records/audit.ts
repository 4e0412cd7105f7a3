import { formatApiDate } from '../../../common/dates';
import { STAFF } from '../../../records/sample-data';
import type { RecordContext, RecordWriter } from './record-writer';

/** Codes and names (wire.md 7.2). */
export const AUDIT_CATEGORIES: readonly (readonly [code: string, name: string])[] = [
  ['account_logs', 'Account Logs'],
  ['authentication_logs', 'Authentication Logs'],
  ['mimecast_access_logs', 'Mimecast Access Logs'],
  ['user_account_and_role_logs', 'User Account and Role Logs'],
  ['profile_group_logs', 'Profile Group Logs'],
  ['case_review_logs', 'Case Review Logs'],
  ['archive_service_logs', 'Archive Service Logs'],
  ['reporting_logs', 'Reporting Logs'],
  ['integrations_and_apis', 'Integrations and APIs'],
  ['policy_logs', 'Policy Logs'],
];

interface AuditKind {
  readonly type: string;
  readonly category: string;
  readonly info: (of: AuditContext) => string;
}

interface AuditContext extends RecordContext {
  readonly user: string;
  readonly ip: string;
  readonly date: string;
  readonly time: string;
}

/** The usual end of `eventInfo`. Its time is local, and zones have different forms (wire.md 7.4). */
const tail = ({ date, time, ip, random }: AuditContext): string =>
  `Date: ${date}, Time: ${time} ${random.pick(['GMT', 'BST', 'AEDT', '+0000', '+0100'])}, IP: ${ip}, Application: ${random.pick(['Administration Console', 'Mimecast Personal Portal', 'Mimecast for Outlook'])}`;

/** Types and texts (wire.md 7.3, 7.4). The first three are drawn more often. */
const KINDS: readonly AuditKind[] = [
  {
    type: 'User Logged On',
    category: 'authentication_logs',
    info: (of) =>
      `Successful authentication for ${of.user} <Ana Admin>, ${tail(of)}, Method: Two Step Auth, 2FA: TOTP`,
  },
  {
    type: 'Logon Requires Challenge',
    category: 'authentication_logs',
    info: (of) => `Challenge required for ${of.user}, ${tail(of)}, Method: Cloud`,
  },
  {
    type: 'Logon Authentication Failed',
    category: 'authentication_logs',
    info: (of) => `Failed authentication for ${of.user}, ${tail(of)}, Reason: Invalid Password`,
  },
  {
    type: 'Mimecast Support Login',
    category: 'mimecast_access_logs',
    info: (of) => `Support access by user<Sam Support> Date: ${of.date} Time: ${of.time} +0100 IP: ${of.ip}`,
  },
  {
    type: 'User Password Changed',
    category: 'user_account_and_role_logs',
    info: (of) => `Password changed for ${of.user}, ${tail(of)}`,
  },
  {
    type: 'Folder Log Entry',
    category: 'profile_group_logs',
    info: (of) => `Created Folder "VIP's & <friends>", ${tail(of)}`,
  },
  { type: 'Completed Directory Sync', category: 'account_logs', info: () => 'No changes found.' },
  {
    type: 'Threat Intel Feed Download',
    category: 'reporting_logs',
    info: (of) => `Feed downloaded, remote IP : ${of.ip} application : LFS`,
  },
  {
    type: 'Search Action',
    category: 'case_review_logs',
    info: (of) => `search criteria : {"from":"${of.user}","subject":"a, b"}, Remote IP is ${of.ip}`,
  },
  {
    type: 'Existing Archive Task Changed',
    category: 'archive_service_logs',
    info: () => 'Archive task changed, Remote IP is null',
  },
  {
    type: 'Connectors Management',
    category: 'integrations_and_apis',
    info: (of) => `Connector creation by ${of.user}\nName: SIEM\nProduct: Events`,
  },
  {
    type: 'Policy Changed',
    category: 'policy_logs',
    info: (of) => `Policy "Default, strict" changed, ${tail(of)}`,
  },
];

/** `user` can be empty, `<>` or a service (wire.md 7.1). */
const SYSTEM_USERS = ['', '<>', 'Mimecast System'];

export const audit: RecordWriter = (of) => {
  const { random, at } = of;
  const kind = random.chance(0.5) ? random.pick(KINDS.slice(0, 3)) : random.pick(KINDS);
  const user = kind.category === 'account_logs' ? random.pick(SYSTEM_USERS) : random.pick(STAFF);
  const stamp = formatApiDate(at);
  const ip = `198.51.100.${1 + random.below(254)}`;
  const context = { ...of, user, ip, date: stamp.slice(0, 10), time: stamp.slice(11, 19) };
  return {
    id: of.id,
    auditType: kind.type,
    user,
    eventTime: stamp,
    eventInfo: kind.info(context),
    category: kind.category,
  };
};
