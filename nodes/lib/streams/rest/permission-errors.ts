/** Errors that name the permission and the product that a call needs. */
import { type Access, MimecastError } from '../../contracts/errors';

/**
 * Vendor codes of function-level failures that come with status 200. The published list of codes has none of them,
 * so they are recognised by words in the code.
 */
const FORBIDDEN_WORDS = /forbid|permission|denied|not_?authori[sz]ed|insufficient/i;
const LICENCE_WORDS = /licen[cs]|not_?enabled|not_?subscribed|entitle/i;

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

/**
 * Adds the missing permission and product to MIMECAST_FORBIDDEN and MIMECAST_NOT_LICENSED. Returns any other error
 * unchanged.
 */
export function withAccess(error: unknown, access: Access | undefined): unknown {
  if (!(error instanceof MimecastError)) return error;
  const code = permissionErrorCode(error);
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

function requirementText({ permission, product }: Access): string {
  const role = permission === undefined ? '' : `the role permission "${permission}" and `;
  return `This needs ${role}the product "${product}"`;
}
