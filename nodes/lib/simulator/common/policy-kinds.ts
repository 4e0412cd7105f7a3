/** The parts of the tenant's configuration that can be read, and the form of their responses (wire.md 10.6, 11.2, 11.5, 12.2). */
import type { Path } from './permissions';

/** `paged`: POST with pages and a total; `export`: POST with the kind of backup in the request (wire.md 11.5) */
export type PolicyFamily = 'rest' | 'legacy' | 'single' | 'opaque' | 'paged' | 'export';

interface KindRow {
  readonly path: Path;
  readonly family: PolicyFamily;
  /** `rest`: the member with the records; `export`: the kind of backup */
  readonly list?: string;
}

const REST = '/policy-management/cloud-gateway/v1';

export const POLICY_TABLE = {
  'blocked-senders': { path: `${REST}/blocked-senders/policies`, family: 'rest', list: 'policies' },
  'anti-spoofing': { path: `${REST}/anti-spoofing/policies`, family: 'rest', list: 'policies' },
  // documented oddity: the member with its records is called `definitions`
  'anti-spoofing-bypass': {
    path: `${REST}/anti-spoofing-bypass/policies`,
    family: 'rest',
    list: 'definitions',
  },
  greylisting: { path: `${REST}/greylisting/policies`, family: 'rest', list: 'policies' },
  'delivery-route': { path: `${REST}/delivery-route/policies`, family: 'rest', list: 'policies' },
  'delivery-route-definitions': {
    path: `${REST}/delivery-route/definitions`,
    family: 'rest',
    list: 'definitions',
  },
  'dns-authentication-outbound': {
    path: `${REST}/dns-authentication-outbound/policies`,
    family: 'rest',
    list: 'policies',
  },
  'default-policy': { path: '/email/cloud-integrated/v1/policies/default-policy', family: 'single' },
  journaling: { path: '/api/journaling/get-service', family: 'legacy' },
  'dmarc-domains': { path: '/dmarc-analyzer/v1/domains', family: 'rest', list: 'items' },
  'managed-urls': { path: '/api/ttp/url/get-all-managed-urls', family: 'paged' },
  'managed-senders': { path: '/config-snapshot/v1/export', family: 'export', list: 'managedsenders' },
  'directory-integrations': {
    path: '/directory/cloud-gateway/v1/integrations',
    family: 'rest',
    list: 'integrations',
  },
  roles: { path: '/role/cloud-gateway/v1/roles', family: 'rest', list: 'roles' },
  connectors: { path: '/connector/cloud-gateway/v1/connectors', family: 'rest', list: 'connectors' },
  'content-examination': { path: '/api/policy/content-examination/get-policy', family: 'opaque' },
  'url-protect': { path: '/api/policy/url-protect/get-policies', family: 'opaque' },
  'attachment-management': { path: '/api/policy/attachment-management/get-policies', family: 'opaque' },
  'archive-settings': { path: '/api/archive/get-settings', family: 'opaque' },
} as const satisfies Readonly<Record<string, KindRow>>;

export type PolicyKind = keyof typeof POLICY_TABLE;

export const POLICY_KINDS: readonly PolicyKind[] = Object.keys(POLICY_TABLE).filter(isPolicyKind);

export function isPolicyKind(value: string): value is PolicyKind {
  return Object.hasOwn(POLICY_TABLE, value);
}

export const policyKindRow = (kind: PolicyKind): KindRow => POLICY_TABLE[kind];
