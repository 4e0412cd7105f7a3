import type { Access } from '../contracts/errors';
import { DEFINITIONS } from './log-types';
import { withAccess } from './rest/permission-errors';
import { SIEM_ACCESS } from './siem-batch/listing';

/** What else is read: for reports and the permission check. */
const OTHER_READS = {
  account: { permission: 'Account | Dashboard | Read', product: 'Account Management' },
  policy: { permission: 'Gateway | Policies | Read', product: 'Policy Management' },
  journaling: { permission: 'Services | Journaling | Read', product: 'Cloud Gateway' },
  stats: {
    permission: 'Security Events and Data Retrieval | Threat and Security Statistics | Read',
    product: 'Threats, Security Events and Data for CG',
  },
  cloudIntegrated: { product: 'Cloud Integrated' },
  dmarc: { product: 'DMARC Analyzer' },
  // this read needs the level to change, too (wire.md 10.6)
  managedUrls: {
    permission: 'Services | Targeted Threat Protection - URL Protect | Edit',
    product: 'Policy Management',
  },
  configSnapshot: { permission: 'Account Menu | Config Snapshot | Export', product: 'Account Management' },
  directorySync: { permission: 'Services | Directory Sync | Read', product: 'User and Group Management' },
  roles: { permission: 'Directories | Roles | Read', product: 'Email Security Onboarding' },
  connectors: { permission: 'Services | Connectors | Edit', product: 'Connectors' },
} as const satisfies Readonly<Record<string, Access>>;

/** Role permission and product by the prefix of the stream key. */
export const REQUIRED_PERMISSIONS: Readonly<Record<string, Access>> = {
  'siem.batch.cg': SIEM_ACCESS.cg,
  'siem.stream.cg': SIEM_ACCESS.cg,
  'siem.batch.ci': SIEM_ACCESS.ci,
  'siem.stream.ci': SIEM_ACCESS.ci,
  ...Object.fromEntries(DEFINITIONS.map(({ key, access }) => [key, access])),
  ...OTHER_READS,
};

export function requirementFor(key: string): Access | undefined {
  const own = REQUIRED_PERMISSIONS[key];
  if (own !== undefined) return own;
  const name = Object.keys(REQUIRED_PERMISSIONS).find((prefix) => key.startsWith(`${prefix}.`));
  return name === undefined ? undefined : REQUIRED_PERMISSIONS[name];
}

/** Like `withAccess`, for what is read under a key. */
export function withRequiredPermission(error: unknown, key: string): unknown {
  return withAccess(error, requirementFor(key));
}
