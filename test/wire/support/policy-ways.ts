import type { Status } from '../../../nodes/lib/assessments/policy/types';
import type { CheckId } from '../../../nodes/lib/properties/values/policy-checks';
import type { SimulatorOptions } from '../../../nodes/lib/simulator/simulator';
import type { Kind, PolicyHarness, RunOptions } from './policy-harness';

interface Way {
  readonly tenant?: SimulatorOptions;
  readonly run?: RunOptions;
  readonly prepare?: (harness: PolicyHarness) => void;
}
type Ways = Readonly<Partial<Record<Status, Way>>>;

const edit = (kind: Kind, members: Readonly<Record<string, unknown>>): Way => ({
  prepare: (harness) => harness.edit(kind, members),
});
const without = (...names: readonly string[]): Way => ({ prepare: (harness) => harness.without(...names) });
const account = (
  members: Parameters<PolicyHarness['simulator']['policies']['changeAccountInfo']>[1],
): Way => ({
  prepare: ({ simulator }) => simulator.policies.changeAccountInfo('ana', members),
});
/** The secret was renewed, but not in the account: detected at once, where an outage would be retried. */
const ERROR: Way = { tenant: { clientId: 'policy', clientSecret: 'renewed' } };
const PASS: Way = {};
const OVER_API_1: Way = { run: { legacy: true } };

const POLICIES = 'Gateway | Policies | Read';
const DASHBOARD = 'Account | Dashboard | Read';
const ELSEWHERE = { type: 'profile_group', group: { id: 'eNo' } };

const ofList = (kind: Kind, side: 'from' | 'to'): Ways => ({
  pass: PASS,
  fail: edit(kind, { option: 'no_action' }),
  not_configured: { prepare: (harness) => harness.replace(kind) },
  disabled: edit(kind, { enabled: false }),
  scope_gap: edit(kind, { [side]: ELSEWHERE }),
  not_licensed: without('Policy Management'),
  no_permission: without(POLICIES),
  error: ERROR,
});

/** One of the engines whose policy only Cloud Integrated publishes. */
const ofEngine = (
  member: string,
  log: 'ttp.url' | 'ttp.attachment' | 'ttp.impersonation',
  permission: string,
): Ways => ({
  pass: PASS,
  fail: edit('default-policy', { [member]: { enabled: true, action: 'none' } }),
  disabled: edit('default-policy', { [member]: { enabled: false } }),
  not_licensed: {
    prepare: (harness) => {
      harness.without('Cloud Integrated');
      harness.simulator.policies.changeAccountInfo('ana', { packages: ['Email Continuity [1019]'] });
    },
  },
  no_permission: without('Cloud Integrated', DASHBOARD, permission, STATISTICS),
  not_readable: { tenant: { logRates: { [log]: 0 } }, ...without('Cloud Integrated') },
  error: ERROR,
});
const STATISTICS = 'Security Events and Data Retrieval | Threat and Security Statistics | Read';
/** The Cloud Gateway answers on a path that is not published. */
const unpublished = (kind: Kind, ...policies: readonly Readonly<Record<string, unknown>>[]): Way => ({
  tenant: { grants: { unpublished: true }, policies: { [kind]: policies }, logRates: { dlp: 0 } },
  run: { unpublished: true },
  ...without('Cloud Integrated'),
});
const ON = { description: 'x', enabled: true };

const NO_ENTRY = 'no entry at all is the best there can be: it passes';
const BUILT_IN_ROLES = [
  'Super Administrator',
  'Full Administrator',
  'Basic Administrator',
  'Help Desk Administrator',
];
const NO_SCOPE = 'nothing that can be read says whom it covers';
const NO_POLICY = 'its policy has no read, so nothing can say how it is set';
const OLD_PATH = 'API 1.0 has a path of its own for it';
const BOTH_APIS = 'its path is published, and responds in both APIs';

/** The possible statuses of each check on the wire, and why the others are impossible. */
export const TABLE: Readonly<Record<CheckId, readonly [Ways, Readonly<Partial<Record<Status, string>>>]>> = {
  blocked_senders: [ofList('blocked-senders', 'to'), { not_readable: OLD_PATH }],
  content_examination: [
    {
      pass: PASS,
      fail: unpublished('content-examination', { ...ON, option: 'no_action' }),
      disabled: unpublished('content-examination', { ...ON, enabled: false }),
      scope_gap: unpublished('content-examination', { ...ON, from: { type: 'external_addresses' } }),
      not_configured: unpublished('content-examination'),
      not_licensed: account({ packages: ['Email Continuity [1019]'] }),
      no_permission: without(DASHBOARD, 'Monitoring | Data Leak Prevention | Read'),
      not_readable: { tenant: { logRates: { dlp: 0 } } },
      error: ERROR,
    },
    {},
  ],
  url_protection: [
    {
      ...ofEngine('urlProtect', 'ttp.url', 'Monitoring | URL Protection | Read'),
      not_configured: unpublished('url-protect'),
      scope_gap: unpublished('url-protect', { ...ON, to: { type: 'profile_group' } }),
    },
    {},
  ],
  attachment_protection: [
    {
      ...ofEngine('attachmentProtect', 'ttp.attachment', 'Monitoring | Attachment Protection | Read'),
      not_configured: unpublished('attachment-management'),
      scope_gap: unpublished('attachment-management', { ...ON, to: { type: 'profile_group' } }),
    },
    {},
  ],
  archive_retention: [
    {
      pass: PASS,
      fail: account({ maxRetention: 30 }),
      disabled: account({ archive: false }),
      not_licensed: without('Account Management'),
      no_permission: without(DASHBOARD),
      error: ERROR,
    },
    {
      not_configured: 'an account has an archive or has none, which is disabled',
      scope_gap: NO_SCOPE,
      not_readable: `${BOTH_APIS}; a response without these members is in evaluate-check.spec.ts`,
    },
  ],
  account_features: [
    {
      pass: PASS,
      fail: account({ packages: ['Email Continuity [1019]'] }),
      not_licensed: without('Account Management'),
      no_permission: without(DASHBOARD),
      error: ERROR,
    },
    {
      not_configured: 'every account has packages',
      disabled: 'packages are there or not',
      scope_gap: 'packages are those of the whole account',
      not_readable: `${BOTH_APIS}; a response without packages is in evaluate-check.spec.ts`,
    },
  ],
  admin_audit: [
    {
      pass: PASS,
      fail: { tenant: { logRates: { audit: 0 } } },
      not_licensed: without('Audit Events'),
      no_permission: without('Account | Logs | Read'),
      error: ERROR,
    },
    {
      not_configured: 'the audit log can not be configured',
      disabled: 'the audit log can not be switched off',
      scope_gap: NO_SCOPE,
      not_readable: BOTH_APIS,
    },
  ],
  impersonation_protection: [
    ofEngine('impersonationProtect', 'ttp.impersonation', 'Monitoring | Impersonation Protection | Read'),
    { not_configured: NO_POLICY, scope_gap: NO_SCOPE },
  ],
  anti_spoofing: [{ ...ofList('anti-spoofing', 'from'), not_readable: OVER_API_1 }, {}],
  anti_spoofing_bypass: [
    {
      pass: PASS,
      fail: edit('anti-spoofing-bypass', { from: { type: 'everyone' }, sourceIPs: [] }),
      not_licensed: without('Policy Management'),
      no_permission: without(POLICIES),
      error: ERROR,
    },
    {
      not_configured: 'no exception at all is the best there can be: it passes',
      disabled: 'an exception that is off is none: it passes',
      scope_gap: 'an exception shall cover little',
      not_readable: OLD_PATH,
    },
  ],
  outbound_dkim: [{ ...ofList('dns-authentication-outbound', 'from'), not_readable: OVER_API_1 }, {}],
  journaling: [
    {
      pass: PASS,
      fail: edit('journaling', { status: 'Connection failed' }),
      not_configured: { prepare: (harness) => harness.replace('journaling') },
      disabled: edit('journaling', { enabled: false }),
      not_licensed: without('Cloud Gateway'),
      no_permission: without('Services | Journaling | Read'),
      error: ERROR,
    },
    { scope_gap: NO_SCOPE, not_readable: BOTH_APIS },
  ],
  greylisting: [{ ...ofList('greylisting', 'to'), not_readable: OVER_API_1 }, {}],
  dmarc_enforcement: [
    {
      pass: PASS,
      fail: edit('dmarc-domains', { dmarcPolicy: 'none' }),
      not_configured: { prepare: (harness) => harness.replace('dmarc-domains') },
      scope_gap: {
        prepare: ({ simulator }) =>
          simulator.policies.change('dmarc-domains', 'ana', ([first, ...rest]) => [
            { ...first, dmarcPolicy: 'none' },
            ...rest,
          ]),
      },
      not_licensed: without('DMARC Analyzer'),
      // No permission is documented for it: a 403 may mean a missing product as well, and both are named.
      no_permission: { tenant: { grants: { missingProduct: 'forbidden' } }, ...without('DMARC Analyzer') },
      not_readable: OVER_API_1,
      error: ERROR,
    },
    { disabled: 'a record in the DNS is there or not' },
  ],
  credential_age: [
    {
      pass: PASS,
      fail: {
        prepare: (harness) => {
          const since = Date.now() - 91 * 86_400_000;
          harness.baseline = { ...harness.baseline, credentials: { fingerprint: since } };
        },
      },
      not_readable: { run: { credential: '' } },
    },
    Object.fromEntries(
      ['not_configured', 'disabled', 'scope_gap', 'not_licensed', 'no_permission', 'error'].map((status) => [
        status,
        'nothing is requested over the network',
      ]),
    ),
  ],
  permitted_senders: [
    {
      pass: PASS,
      fail: {
        prepare: (harness) => harness.replace('managed-senders', { sender: 'gmail.com', type: 'Permit' }),
      },
      not_licensed: without('Account Management'),
      no_permission: without('Account Menu | Config Snapshot | Export'),
      not_readable: { prepare: (harness) => harness.replace('managed-senders', { sender: 'gmail.com' }) },
      error: ERROR,
    },
    { not_configured: NO_ENTRY, disabled: NO_ENTRY, scope_gap: NO_SCOPE },
  ],
  permitted_urls: [
    {
      pass: PASS,
      fail: edit('managed-urls', { action: 'permit', matchType: 'domain' }),
      not_licensed: without('Policy Management'),
      no_permission: without('Services | Targeted Threat Protection - URL Protect | Edit'),
      not_readable: edit('managed-urls', { matchType: 'regex' }),
      error: ERROR,
    },
    { not_configured: NO_ENTRY, disabled: NO_ENTRY, scope_gap: NO_SCOPE },
  ],
  delivery_routes: [
    {
      ...ofList('delivery-route', 'to'),
      not_readable: edit('delivery-route-definitions', { hostname: null }),
    },
    {},
  ],
  directory_sync: [
    {
      pass: PASS,
      fail: edit('directory-integrations', { lastSyncDateTime: '2020-01-01T00:00:00+0000' }),
      not_configured: { prepare: (harness) => harness.replace('directory-integrations') },
      disabled: edit('directory-integrations', { enabled: false }),
      not_licensed: without('User and Group Management'),
      no_permission: without('Services | Directory Sync | Read'),
      not_readable: edit('directory-integrations', { lastSyncDateTime: 'never' }),
      error: ERROR,
    },
    { scope_gap: NO_SCOPE },
  ],
  admin_roles: [
    {
      pass: { run: { targets: { permittedRoles: BUILT_IN_ROLES } } },
      fail: { run: { targets: { permittedRoles: BUILT_IN_ROLES.slice(1) } } },
      not_licensed: without('Email Security Onboarding'),
      no_permission: without('Directories | Roles | Read'),
      not_readable: PASS,
      error: ERROR,
    },
    { not_configured: 'every account has roles', disabled: 'a role is there or not', scope_gap: NO_SCOPE },
  ],
  connectors: [
    {
      pass: PASS,
      fail: edit('connectors', { status: 'disconnected' }),
      not_configured: { prepare: (harness) => harness.replace('connectors') },
      not_licensed: without('Connectors'),
      no_permission: without('Services | Connectors | Edit'),
      not_readable: edit('connectors', { status: null }),
      error: ERROR,
    },
    { disabled: 'a connector that is not connected fails', scope_gap: NO_SCOPE },
  ],
};
