/**
 * PROPOSAL, TO BE REVIEWED against the licensed texts before anybody relies on it: which controls each check speaks
 * to, in CIS Controls v8, ISO/IEC 27001:2022 Annex A and NIST SP 800-53.
 */
import type { CheckId } from '../../properties/policy-checks';

export interface Controls {
  readonly 'CIS v8': readonly string[];
  readonly 'ISO 27001:2022': readonly string[];
  readonly 'NIST 800-53': readonly string[];
}

const row = (cis: readonly string[], iso: readonly string[], nist: readonly string[]): Controls => ({
  'CIS v8': cis,
  'ISO 27001:2022': iso,
  'NIST 800-53': nist,
});

export const CONTROLS: Readonly<Record<CheckId, Controls>> = {
  blocked_senders: row(['9.6', '9.7'], ['A.8.7'], ['SI-8']),
  content_examination: row(['3.13'], ['A.8.12'], ['SC-7']),
  url_protection: row(['9.3'], ['A.8.23'], ['SI-3', 'SC-7']),
  attachment_protection: row(['9.6', '9.7'], ['A.8.7'], ['SI-3']),
  archive_retention: row(['3.4'], ['A.5.33'], ['AU-11']),
  account_features: row(['9.7'], ['A.8.7'], ['SI-3', 'SI-8']),
  admin_audit: row(['8.2', '8.9'], ['A.8.15', 'A.8.16'], ['AU-6']),
  impersonation_protection: row(['9.7'], ['A.8.7', 'A.5.7'], ['SI-8']),
  anti_spoofing: row(['9.5'], ['A.5.14'], ['SI-8']),
  anti_spoofing_bypass: row(['9.5'], ['A.5.14'], ['SI-8']),
  outbound_dkim: row(['9.5'], ['A.5.14'], ['SC-8']),
  journaling: row(['8.2'], ['A.8.15'], ['AU-12']),
  greylisting: row(['9.7'], ['A.8.21'], ['SI-8']),
  dmarc_enforcement: row(['9.5'], ['A.5.14'], ['SI-8']),
  credential_age: row(['5.2'], ['A.5.17'], ['IA-5']),
};
