import type { MimecastError } from '../../contracts/errors';
import { formatDateTime } from '../../util/format-time';
import type { Status } from './node-status';
import { joinFitting, truncate } from './status-text';

/**
 * The short cause, and the time of the next attempt (epoch ms) if there is one; the full message is for
 * flows.
 */
export function failedStatus(error: MimecastError, nextAt?: number): Status {
  const nextTry = nextAt === undefined ? '' : `next try ${formatDateTime(nextAt, Date.now())}`;
  return errorStatus(joinFitting([error.short ?? error.message, nextTry]), error);
}

/** @param short a few words; the full message is for flows */
export function errorStatus(
  short: string,
  error: { readonly code: string; readonly message: string },
): Status {
  return { fill: 'red', shape: 'dot', text: truncate(short), code: error.code, reason: error.message };
}
