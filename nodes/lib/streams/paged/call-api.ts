import { MimecastError } from '../../api/errors';
import type { ApiAnswer, ApiRequest } from '../../api/types';
import type { ReadContext } from '../../shipping/stream';
import { namingAccess } from '../permissions';

/**
 * One call for a stream; what the application lacks is named in the error.
 * @throws MimecastError; the signal's reason when aborted
 */
export async function callApi(request: ApiRequest, key: string, context: ReadContext): Promise<ApiAnswer> {
  const { client, signal, onThrottled } = context;
  try {
    return await client.call(request, { signal, stream: key, onThrottled });
  } catch (error) {
    throw namingAccess(error, key);
  }
}

/** Failures beside data: what came is good, and that it is all can't be said (wire.md 3.4). */
export function partialFailure(answer: ApiAnswer, endpoint: string, key: string): unknown {
  const first = answer.failures[0];
  if (first === undefined) return undefined;
  const words = [first.code, first.message].filter((word) => word !== '').join(': ');
  const details = { endpoint, requestId: answer.requestId, status: answer.status, vendorCode: first.code };
  const refused = namingAccess(new MimecastError('MIMECAST_BAD_REQUEST', words, details), key);
  return refused instanceof MimecastError && refused.code !== 'MIMECAST_BAD_REQUEST'
    ? refused
    : new MimecastError('MIMECAST_BAD_ANSWER', `the answer is only a part of it (${words})`, {
        ...details,
        transient: true,
      });
}
