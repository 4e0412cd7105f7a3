import type { MimecastError } from '../api/errors';
import { accessCode } from '../streams/permissions';
import type { Refusal } from './answer';

/**
 * Which refusal an error is. The API answers 404 to paths that it does not know as well as to products that are
 * not there (mimecast-api.md 3.4): which of the two is known by whether the path was ever published.
 * @param published false for paths that the reference does not find
 */
export function refusalOf(error: MimecastError, published: boolean): Refusal {
  if (error.reason === 'needsApi2') return 'notReadable';
  if (error.status === 405 || (error.status === 404 && !published)) return 'notReadable';
  const code = accessCode(error);
  if (code === 'MIMECAST_FORBIDDEN') return 'forbidden';
  return code === 'MIMECAST_NOT_LICENSED' ? 'notLicensed' : 'broken';
}
