import { type Access, MimecastError } from '../contracts/errors';

const SIEM = 'Security Events and Data Retrieval | Threat and Security Events (SIEM) | Read';
const CG: Access = { permission: SIEM, product: 'Threats, Security Events and Data for CG' };
const CI: Access = { product: 'Threats, Security Events and Data for CI' };
const DIRECTORY = 'User and Group Management';

/** Role permission and product by the prefix of the stream key. */
export const REQUIRED_PERMISSIONS: Readonly<Record<string, Access>> = {
  'siem.batch.cg': CG,
  'siem.stream.cg': CG,
  'siem.batch.ci': CI,
  'siem.stream.ci': CI,
  audit: { permission: 'Account | Logs | Read', product: 'Audit Events' },
  dlp: { permission: 'Monitoring | Data Leak Prevention | Read', product: 'Security Events' },
  'ttp.url': { permission: 'Monitoring | URL Protection | Read', product: 'Security Events' },
  'ttp.attachment': { permission: 'Monitoring | Attachment Protection | Read', product: 'Security Events' },
  'ttp.impersonation': {
    permission: 'Monitoring | Impersonation Protection | Read',
    product: 'Security Events',
  },
  'held.releases': { permission: 'Monitoring | Held | Read', product: 'Audit Events' },
  'held.rejections': { permission: 'Monitoring | Rejections | Read', product: 'Audit Events' },
  'held.held': { permission: 'Account | Dashboard | Read', product: 'Cloud Gateway' },
  'held.summary': { permission: 'Account | Monitoring | Held Summary | Read', product: 'Cloud Gateway' },
  'directory.users': { permission: 'Directories | Internal | Read', product: DIRECTORY },
  'directory.groups': { permission: 'Directories | Groups | Read', product: DIRECTORY },
  'directory.members': { permission: 'Directories | Groups | Read', product: DIRECTORY },
  'directory.domains': { permission: 'Directories | Internal | Read', product: 'Domain Management' },
  account: { permission: 'Account | Dashboard | Read', product: 'Account Management' },
  policy: { permission: 'Gateway | Policies | Read', product: 'Policy Management' },
  journaling: { permission: 'Services | Journaling | Read', product: 'Cloud Gateway' },
  stats: {
    permission: 'Security Events and Data Retrieval | Threat and Security Statistics | Read',
    product: 'Threats, Security Events and Data for CG',
  },
  cloudIntegrated: { product: 'Cloud Integrated' },
  dmarc: { product: 'DMARC Analyzer' },
};

export function requirementFor(key: string): Access | undefined {
  const name = Object.keys(REQUIRED_PERMISSIONS).find(
    (prefix) => key === prefix || key.startsWith(`${prefix}.`),
  );
  return name === undefined ? undefined : REQUIRED_PERMISSIONS[name];
}

/**
 * Vendor codes of function-level failures that come with status 200. The published list of codes has none of them,
 * so they are recognised by words in the code.
 */
const FORBIDDEN_WORDS = /forbid|permission|denied|not_?authori[sz]ed|insufficient/i;
const LICENCE_WORDS = /licen[cs]|not_?enabled|not_?subscribed|entitle/i;

/** Adds the missing permission and product to MIMECAST_FORBIDDEN and MIMECAST_NOT_LICENSED. Returns any other error unchanged. */
export function withRequiredPermission(error: unknown, key: string): unknown {
  if (!(error instanceof MimecastError)) return error;
  const code = permissionErrorCode(error);
  const access = requirementFor(key);
  if (code === undefined || access === undefined) return error;
  const { endpoint, status, requestId, vendorCode, reason } = error;
  return new MimecastError(code, `${error.message}. ${requirementText(access)}`, {
    endpoint,
    status,
    requestId,
    vendorCode,
    reason,
    // When the code was derived from the vendor code, `short` is the text of a refused request and would mislead.
    short: error.code === code ? error.short : undefined,
    needs: access,
  });
}

/** @returns undefined for errors that are not about permissions or licences */
export function permissionErrorCode(
  error: unknown,
): 'MIMECAST_FORBIDDEN' | 'MIMECAST_NOT_LICENSED' | undefined {
  if (!(error instanceof MimecastError)) return undefined;
  const { code, vendorCode = '' } = error;
  if (code === 'MIMECAST_FORBIDDEN' || code === 'MIMECAST_NOT_LICENSED') return code;
  if (code !== 'MIMECAST_BAD_REQUEST') return undefined;
  if (FORBIDDEN_WORDS.test(vendorCode)) return 'MIMECAST_FORBIDDEN';
  return LICENCE_WORDS.test(vendorCode) ? 'MIMECAST_NOT_LICENSED' : undefined;
}

function requirementText({ permission, product }: Access): string {
  const role = permission === undefined ? '' : `the role permission "${permission}" and `;
  return `This needs ${role}the product "${product}"`;
}
