import type { JsonObject } from '../../common/json';
import type { PolicyKind } from '../../common/policy-kinds';

/** A flat record of the REST family (wire.md 11.2). */
function policy(description: string, option: string, more: JsonObject = {}): JsonObject {
  return {
    description,
    option,
    fromPart: 'envelope_from',
    from: { type: 'everyone' },
    to: { type: 'internal_addresses' },
    enabled: true,
    enforced: false,
    override: false,
    bidirectional: false,
    fromEternal: true,
    toEternal: true,
    fromDateTime: '1900-01-01T00:00:00+0000',
    toDateTime: '2100-01-01T23:59:59+0000',
    sourceIPs: [],
    hostnames: [],
    spfDomains: [],
    ...more,
  };
}

/** The default policies: those of a well-configured tenant. */
export const DEFAULT_POLICIES: Readonly<Record<PolicyKind, readonly JsonObject[]>> = {
  'blocked-senders': [
    policy('Block list', 'block_sender', { from: { type: 'profile_group', group: { id: 'eNoBlocked' } } }),
    policy('Block competitor', 'block_sender', { from: { type: 'email_domain', domain: 'bad.example' } }),
  ],
  'anti-spoofing': [policy('Default anti-spoofing', 'apply_anti_spoofing', { fromPart: 'header_from' })],
  'anti-spoofing-bypass': [
    policy('Payroll provider', 'enable_bypass', {
      from: { type: 'email_domain', domain: 'payroll.example' },
      sourceIPs: ['192.0.2.0/28'],
    }),
  ],
  greylisting: [policy('Default greylisting', 'apply_greylisting')],
  'delivery-route': [policy('To the mail platform', 'apply_route', { definitionId: 'eNoRoute' })],
  'dns-authentication-outbound': [
    policy('Sign everything', 'sign_outbound', {
      from: { type: 'internal_addresses' },
      to: { type: 'everyone' },
      definitionId: 'eNoDkim',
    }),
  ],
  'default-policy': [
    {
      policyName: 'Default policy',
      attachmentProtect: { enabled: true, action: 'hold' },
      impersonationProtect: { enabled: true, action: 'hold' },
      phishingProtect: { enabled: true, action: 'junk' },
      urlProtect: { enabled: true, action: 'block' },
    },
  ],
  journaling: [
    { description: 'Journal connector', enabled: true, journalType: 'standard', transport: 'smtp' },
  ],
  'dmarc-domains': [
    { domain: 'corp.example', activityStatus: 'active', dmarcPolicy: 'reject', dmarcStatus: 'valid' },
    {
      domain: 'mail.corp.example',
      activityStatus: 'active',
      dmarcPolicy: 'quarantine',
      dmarcStatus: 'valid',
    },
    { domain: 'parked.example', activityStatus: 'inactive', dmarcPolicy: 'none', dmarcStatus: 'valid' },
  ],
  'content-examination': [{ description: 'Card numbers', enabled: true }],
  'url-protect': [{ description: 'Rewrite links', enabled: true }],
  'attachment-management': [{ description: 'Sandbox everything', enabled: true }],
  'archive-settings': [{ archiveEnabled: true, retentionDays: 3650 }],
};
