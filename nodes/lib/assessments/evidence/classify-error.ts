import type { MimecastError } from '../../contracts/errors';
import type { UnavailableReason } from '../../contracts/evidence';
import { permissionErrorCode } from '../../streams/required-permissions';

/**
 * Classifies an error. The API answers 404 both for unknown paths and for missing products (wire.md 3.4). Whether
 * the path is published tells the two apart.
 * @param published false for paths that Mimecast does not document
 */
export function classifyError(error: MimecastError, published: boolean): UnavailableReason {
  if (error.reason === 'needsApi2') return 'notReadable';
  if (error.status === 405 || (error.status === 404 && !published)) return 'notReadable';
  const code = permissionErrorCode(error);
  if (code === 'MIMECAST_FORBIDDEN') return 'forbidden';
  return code === 'MIMECAST_NOT_LICENSED' ? 'notLicensed' : 'broken';
}
