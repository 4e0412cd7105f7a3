/** What dialog and run time both know of the policy checks. How each is judged is in assess/policy. */

export const CHECKS = [
  'blocked_senders',
  'content_examination',
  'url_protection',
  'attachment_protection',
  'archive_retention',
  'account_features',
  'admin_audit',
  'impersonation_protection',
  'anti_spoofing',
  'anti_spoofing_bypass',
  'outbound_dkim',
  'journaling',
  'greylisting',
  'dmarc_enforcement',
  'credential_age',
] as const;

export type CheckId = (typeof CHECKS)[number];

export function isCheckId(value: string): value is CheckId {
  return CHECKS.some((id) => id === value);
}

/** What a tenant is held against. Proposed by this package, to be adjusted. */
export interface Targets {
  /** days that the archive keeps mail at least */
  readonly minimumRetentionDays: number;
  /** words in the names of the account's packages */
  readonly requiredPackages: readonly string[];
  /** descriptions of anti-spoofing bypasses that may be there; none named: any that is narrow */
  readonly permittedBypasses: readonly string[];
  /** days that a client secret may be in use */
  readonly maximumCredentialAgeDays: number;
  /** days within which a log must name a definition, to count as a sign that it acts */
  readonly inferenceDays: number;
  /** hours within which the audit log must have an event */
  readonly auditWithinHours: number;
}

export const DEFAULT_TARGETS: Targets = {
  minimumRetentionDays: 365,
  requiredPackages: ['Attachment Protection', 'URL Protection', 'Impersonation Protection'],
  permittedBypasses: [],
  maximumCredentialAgeDays: 90,
  inferenceDays: 7,
  auditWithinHours: 24,
};
