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

function managedUrl(domain: string, action: string, matchType: string, more: JsonObject = {}): JsonObject {
  return {
    scheme: 'https',
    domain,
    port: -1,
    path: '',
    queryString: '',
    matchType,
    action,
    comment: '',
    disableUserAwareness: false,
    disableRewrite: false,
    disableLogClick: false,
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
  'delivery-route-definitions': [
    {
      description: 'Mail platform',
      hostname: 'corp-example.mail.protection.example',
      port: 25,
      alternateRouteId: '',
      authMechanisms: [],
    },
  ],
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
  'managed-urls': [
    managedUrl('survey.vendor.example', 'permit', 'explicit', { path: '/s/employees-2026' }),
    managedUrl('login-corp.example', 'block', 'domain'),
  ],
  'managed-senders': [
    { sender: 'invoices@vendor.example', to: 'accounts@corp.example', type: 'Permit' },
    { sender: 'promo@bad.example', to: 'ana@corp.example', type: 'Block' },
  ],
  'directory-integrations': [
    {
      description: 'Company directory',
      type: 'm365',
      enabled: true,
      tenantDomain: 'corp.example',
      domains: ['corp.example'],
      acknowledgeDisabledAccounts: true,
      syncContacts: false,
      deleteUsers: false,
      syncRunning: false,
    },
  ],
  roles: [
    { roleName: 'Super Administrator' },
    { roleName: 'Full Administrator' },
    { roleName: 'Basic Administrator' },
    { roleName: 'Help Desk Administrator' },
  ],
  connectors: [
    {
      name: 'Microsoft 365',
      description: 'Threat remediation',
      product: { name: 'Remediation', code: 'm365', description: 'Microsoft 365 connector' },
      provider: 'microsoft',
      status: 'connected',
    },
  ],
  'content-examination': [{ description: 'Card numbers', enabled: true }],
  'url-protect': [{ description: 'Rewrite links', enabled: true }],
  'attachment-management': [{ description: 'Sandbox everything', enabled: true }],
  'archive-settings': [{ archiveEnabled: true, retentionDays: 3650 }],
};
