/** The product and the role permission of each path (wire.md 17). An empty permission: none is documented. */
export const ACCESS = {
  '/siem/v1/events/cg': {
    product: 'Threats, Security Events and Data for CG',
    permission: 'Security Events and Data Retrieval | Threat and Security Events (SIEM) | Read',
  },
  '/siem/v1/events/ci': { product: 'Threats, Security Events and Data for CI', permission: '' },
  '/siem/v1/batch/events/cg': {
    product: 'Threats, Security Events and Data for CG',
    permission: 'Security Events and Data Retrieval | Threat and Security Events (SIEM) | Read',
  },
  '/siem/v1/batch/events/ci': { product: 'Threats, Security Events and Data for CI', permission: '' },
  '/api/audit/get-audit-events': { product: 'Audit Events', permission: 'Account | Logs | Read' },
  '/api/audit/get-categories': { product: 'Audit Events', permission: '' },
  '/api/dlp/get-logs': {
    product: 'Security Events',
    permission: 'Monitoring | Data Leak Prevention | Read',
  },
  '/api/ttp/url/get-logs': { product: 'Security Events', permission: 'Monitoring | URL Protection | Read' },
  '/api/ttp/attachment/get-logs': {
    product: 'Security Events',
    permission: 'Monitoring | Attachment Protection | Read',
  },
  '/api/ttp/impersonation/get-logs': {
    product: 'Security Events',
    permission: 'Monitoring | Impersonation Protection | Read',
  },
  '/api/gateway/get-held-release-logs': {
    product: 'Audit Events',
    permission: 'Monitoring | Held | Read',
  },
  '/api/gateway/get-rejections': { product: 'Audit Events', permission: 'Monitoring | Rejections | Read' },
  '/api/gateway/get-hold-message-list': {
    product: 'Cloud Gateway',
    permission: 'Account | Dashboard | Read',
  },
  '/api/gateway/get-hold-summary-list': {
    product: 'Cloud Gateway',
    permission: 'Account | Monitoring | Held Summary | Read',
  },
  '/api/directory/find-groups': {
    product: 'User and Group Management',
    permission: 'Directories | Groups | Edit',
  },
  '/api/directory/get-group-members': {
    product: 'User and Group Management',
    permission: 'Services | Directory Sync | Read',
  },
  '/directory/cloud-gateway/v1/groups': {
    product: 'User and Group Management',
    permission: 'Directories | Groups | Read',
  },
  '/directory/cloud-gateway/v1/groups/{id}/members': {
    product: 'User and Group Management',
    permission: 'Directories | Groups | Read',
  },
  '/api/user/get-internal-users': {
    product: 'User and Group Management',
    permission: 'Directories | Internal | Read',
  },
  '/user/cloud-gateway/v1/users': {
    product: 'User and Group Management',
    permission: 'Directories | Internal | Read',
  },
  '/api/domain/get-internal-domain': {
    product: 'Domain Management',
    permission: 'Directories | Internal | Read',
  },
  '/domain/cloud-gateway/v1/internal-domains': {
    product: 'Domain Management',
    permission: 'Directories | Internal | Read',
  },
  '/policy-management/cloud-gateway/v1/blocked-senders/policies': {
    product: 'Policy Management',
    permission: 'Gateway | Policies | Read',
  },
  '/policy-management/cloud-gateway/v1/anti-spoofing/policies': {
    product: 'Policy Management',
    permission: 'Gateway | Policies | Read',
  },
  '/policy-management/cloud-gateway/v1/anti-spoofing-bypass/policies': {
    product: 'Policy Management',
    permission: 'Gateway | Policies | Read',
  },
  '/policy-management/cloud-gateway/v1/greylisting/policies': {
    product: 'Policy Management',
    permission: 'Gateway | Policies | Read',
  },
  '/policy-management/cloud-gateway/v1/delivery-route/policies': {
    product: 'Policy Management',
    permission: 'Gateway | Policies | Read',
  },
  '/policy-management/cloud-gateway/v1/delivery-route/definitions': {
    product: 'Policy Management',
    permission: 'Gateway | Policies | Read',
  },
  '/api/ttp/url/get-all-managed-urls': {
    product: 'Policy Management',
    permission: 'Services | Targeted Threat Protection - URL Protect | Edit',
  },
  '/config-snapshot/v1/export': {
    product: 'Account Management',
    permission: 'Account Menu | Config Snapshot | Export',
  },
  '/directory/cloud-gateway/v1/integrations': {
    product: 'User and Group Management',
    permission: 'Services | Directory Sync | Read',
  },
  '/role/cloud-gateway/v1/roles': {
    product: 'Email Security Onboarding',
    permission: 'Directories | Roles | Read',
  },
  '/connector/cloud-gateway/v1/connectors': {
    product: 'Connectors',
    permission: 'Services | Connectors | Edit',
  },
  '/policy-management/cloud-gateway/v1/dns-authentication-outbound/policies': {
    product: 'Policy Management',
    permission: 'Gateway | Policies | Read',
  },
  '/api/policy/blockedsenders/get-policy': {
    product: 'Policy Management',
    permission: 'Gateway | Policies | Read',
  },
  '/api/policy/antispoofing-bypass/get-policy': {
    product: 'Policy Management',
    permission: 'Gateway | Policies | Read',
  },
  '/api/journaling/get-service': {
    product: 'Cloud Gateway',
    permission: 'Services | Journaling | Read',
  },
  '/email/cloud-integrated/v1/policies/default-policy': {
    product: 'Cloud Integrated',
    permission: '',
  },
  '/dmarc-analyzer/v1/domains': {
    product: 'DMARC Analyzer',
    permission: '',
  },
  '/api/policy/content-examination/get-policy': {
    product: 'Policy Management',
    permission: 'Gateway | Policies | Read',
  },
  '/api/policy/url-protect/get-policies': {
    product: 'Policy Management',
    permission: 'Gateway | Policies | Read',
  },
  '/api/policy/attachment-management/get-policies': {
    product: 'Policy Management',
    permission: 'Gateway | Policies | Read',
  },
  '/api/archive/get-settings': {
    product: 'Account Management',
    permission: 'Account | Dashboard | Read',
  },
  '/api/account/get-account': { product: 'Account Management', permission: 'Account | Dashboard | Read' },
  '/identity/whoami': { product: 'Account Management', permission: '' },
  '/threats/v1/stats/impersonations': {
    product: 'Threats, Security Events and Data for CG',
    permission: 'Security Events and Data Retrieval | Threat and Security Statistics | Read',
  },
  '/threats/v1/stats/attachment-scans': {
    product: 'Threats, Security Events and Data for CG',
    permission: 'Security Events and Data Retrieval | Threat and Security Statistics | Read',
  },
  '/threats/v1/stats/url-clicks': {
    product: 'Threats, Security Events and Data for CG',
    permission: 'Security Events and Data Retrieval | Threat and Security Statistics | Read',
  },
  '/dmarc-analyzer/v1/compliance/dmarc/statistics': { product: 'DMARC Analyzer', permission: '' },
  '/api/v2/ttp/impersonation/get-logs': {
    product: 'Security Events',
    permission: 'Monitoring | Impersonation Protection | Read',
  },
  '/api/v2/ttp/attachment/get-logs': {
    product: 'Security Events',
    permission: 'Monitoring | Attachment Protection | Read',
  },
  '/api/v2/ttp/url/get-logs': {
    product: 'Security Events',
    permission: 'Monitoring | URL Protection | Read',
  },
  '/api/v2/iep/get-logs': {
    product: 'Security Events',
    permission: '',
  },
  '/api/v2/dmarc/get-analyzer-summary': {
    product: 'DMARC Analyzer',
    permission: '',
  },
  '/api/v2/held-messages/get-release-logs': {
    product: 'Audit Events',
    permission: 'Monitoring | Held | Read',
  },
} as const satisfies Readonly<Record<string, { readonly product: string; readonly permission: string }>>;

export type Path = keyof typeof ACCESS;
export type Product = (typeof ACCESS)[Path]['product'];
export type Permission = Exclude<(typeof ACCESS)[Path]['permission'], ''>;

const rows = Object.values(ACCESS);
export const PRODUCTS: readonly Product[] = [...new Set(rows.map(({ product }) => product))];
export const PERMISSIONS: readonly Permission[] = [
  ...new Set(rows.flatMap(({ permission }) => (permission === '' ? [] : [permission]))),
];

/** Products and permissions of the application. They can change while the tenant runs. */
export interface AccessRights {
  /** A real application has fixed products from its creation on (wire.md 1.4). */
  products: readonly Product[];
  permissions: readonly Permission[];
  /** 404 or 403: both occur for a missing product (wire.md 3.4, 12.2). */
  missingProduct: 'not-found' | 'forbidden';
  /** `fail-in-200` affects `/api/*` only: the other families have no such response. */
  missingPermission: 'forbidden' | 'fail-in-200';
  /** Whether the paths that two risk products ask for, and that Mimecast never published, exist (wire.md 10.7, 11.2). */
  unpublished: boolean;
}

/**
 * Grants or revokes a product or a permission by its name.
 * @throws RangeError when no product and no permission has this name
 */
export function setGranted(
  rights: Pick<AccessRights, 'products' | 'permissions'>,
  name: string,
  granted: boolean,
): void {
  const product = PRODUCTS.find((one) => one === name);
  const permission = PERMISSIONS.find((one) => one === name);
  if (product !== undefined) rights.products = withEntry(rights.products, product, granted);
  else if (permission !== undefined) rights.permissions = withEntry(rights.permissions, permission, granted);
  else throw new RangeError(`There is no product and no permission called ${name}.`);
}

function withEntry<T>(list: readonly T[], entry: T, granted: boolean): readonly T[] {
  const others = list.filter((each) => each !== entry);
  return granted ? [...others, entry] : others;
}
