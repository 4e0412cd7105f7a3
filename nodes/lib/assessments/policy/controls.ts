/**
 * PROPOSAL, NOT YET REVIEWED against the licensed texts, so do not rely on it: the controls that each check supports,
 * in CIS Controls v8, ISO/IEC 27001:2022 Annex A and NIST SP 800-53.
 */
import type { CheckId } from '../../properties/values/policy-checks';

export interface Controls {
  readonly 'CIS v8': readonly string[];
  readonly 'ISO 27001:2022': readonly string[];
  readonly 'NIST 800-53': readonly string[];
}

const controls = (cis: readonly string[], iso: readonly string[], nist: readonly string[]): Controls => ({
  'CIS v8': cis,
  'ISO 27001:2022': iso,
  'NIST 800-53': nist,
});

export const CONTROLS: Readonly<Record<CheckId, Controls>> = {
  blocked_senders: controls(['9.6', '9.7'], ['A.8.7'], ['SI-8']),
  content_examination: controls(['3.13'], ['A.8.12'], ['SC-7']),
  url_protection: controls(['9.3'], ['A.8.23'], ['SI-3', 'SC-7']),
  attachment_protection: controls(['9.6', '9.7'], ['A.8.7'], ['SI-3']),
  archive_retention: controls(['3.4'], ['A.5.33'], ['AU-11']),
  account_features: controls(['9.7'], ['A.8.7'], ['SI-3', 'SI-8']),
  admin_audit: controls(['8.2', '8.9'], ['A.8.15', 'A.8.16'], ['AU-6']),
  impersonation_protection: controls(['9.7'], ['A.8.7', 'A.5.7'], ['SI-8']),
  anti_spoofing: controls(['9.5'], ['A.5.14'], ['SI-8']),
  anti_spoofing_bypass: controls(['9.5'], ['A.5.14'], ['SI-8']),
  outbound_dkim: controls(['9.5'], ['A.5.14'], ['SC-8']),
  journaling: controls(['8.2'], ['A.8.15'], ['AU-12']),
  greylisting: controls(['9.7'], ['A.8.21'], ['SI-8']),
  dmarc_enforcement: controls(['9.5'], ['A.5.14'], ['SI-8']),
  credential_age: controls(['5.2'], ['A.5.17'], ['IA-5']),
  permitted_senders: controls(['9.7'], ['A.8.7', 'A.5.14'], ['SI-8']),
  permitted_urls: controls(['9.3'], ['A.8.23'], ['SI-3', 'SC-7']),
  delivery_routes: controls(['4.1'], ['A.5.14', 'A.8.9'], ['SC-8', 'CM-6']),
  directory_sync: controls(['5.3', '6.7'], ['A.5.16', 'A.5.18'], ['AC-2']),
  admin_roles: controls(['6.8'], ['A.5.18', 'A.8.2'], ['AC-6']),
  connectors: controls(['4.1'], ['A.8.9'], ['CM-6']),
};
