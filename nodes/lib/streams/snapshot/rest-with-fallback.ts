import { MimecastError } from '../../contracts/errors';
import { permissionErrorCode } from '../required-permissions';
import type { SnapshotResult } from './definition';

/**
 * Tries REST first: it needs no more than a read permission, while some of the older POST endpoints need more
 * (wire.md 11.3). Falls back to POST when REST is not permitted or not available (API 1.0 has POST only).
 * @throws the error of REST when both are refused, because REST needs the smaller permission
 */
export async function restWithPostFallback(
  rest: () => Promise<Omit<SnapshotResult, 'via'>>,
  post: () => Promise<Omit<SnapshotResult, 'via'>>,
): Promise<SnapshotResult> {
  let restError: unknown;
  try {
    return { ...(await rest()), via: 'rest' };
  } catch (error) {
    if (!needsApi2(error) && permissionErrorCode(error) === undefined) throw error;
    restError = error;
  }
  try {
    return { ...(await post()), via: 'post' };
  } catch (error) {
    throw needsApi2(restError) || permissionErrorCode(error) === undefined ? error : restError;
  }
}

const needsApi2 = (error: unknown): boolean => error instanceof MimecastError && error.reason === 'needsApi2';
