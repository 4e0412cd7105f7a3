/** Ids and targets of the policy checks for dialog and run time. Their evaluation is not defined here. */

/** The checks that run where none is selected. This list never grows: flows of older versions mean these. */
export const STANDARD_CHECKS = [
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

/** Checks that have to be selected, because each needs a permission or a target of its own. */
export const FURTHER_CHECKS = [
  'permitted_senders',
  'permitted_urls',
  'delivery_routes',
  'directory_sync',
  'admin_roles',
  'connectors',
] as const;

export const CHECKS = [...STANDARD_CHECKS, ...FURTHER_CHECKS] as const;

export type CheckId = (typeof CHECKS)[number];

export function isCheckId(value: string): value is CheckId {
  return CHECKS.some((id) => id === value);
}

/** The targets of a tenant. The defaults are proposals, to be adjusted. */
export interface Targets {
  /** minimum days that the archive keeps mail */
  readonly minimumRetentionDays: number;
  /** texts that must occur in the names of the account's packages */
  readonly requiredPackages: readonly string[];
  /** descriptions of permitted anti-spoofing bypasses; empty: every narrow bypass is permitted */
  readonly permittedBypasses: readonly string[];
  /** maximum days that a client secret may be in use */
  readonly maximumCredentialAgeDays: number;
  /** A definition counts as active when a log mentions it within this number of days. */
  readonly inferenceDays: number;
  /** The audit log must have an event within this number of hours. */
  readonly auditWithinHours: number;
  /** Each directory must have been synchronised within this number of hours. */
  readonly syncWithinHours: number;
  /** senders that may be permitted although the entry is wide */
  readonly permittedSenders: readonly string[];
  /** domains or links that may be permitted although the entry is wide */
  readonly permittedUrls: readonly string[];
  /** hosts that mail may be delivered to; empty: any */
  readonly deliveryHosts: readonly string[];
  /** names of the roles that may exist; empty: roles are not judged */
  readonly permittedRoles: readonly string[];
}

export const DEFAULT_TARGETS: Targets = {
  minimumRetentionDays: 365,
  requiredPackages: ['Attachment Protection', 'URL Protection', 'Impersonation Protection'],
  permittedBypasses: [],
  maximumCredentialAgeDays: 90,
  inferenceDays: 7,
  auditWithinHours: 24,
  syncWithinHours: 24,
  permittedSenders: [],
  permittedUrls: [],
  deliveryHosts: [],
  permittedRoles: [],
};
