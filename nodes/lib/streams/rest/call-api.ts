import type { ApiRequest, ApiResponse } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import type { ReadContext } from '../../contracts/stream';
import type { Requirement } from './log-definition';
import { withAccess } from './permission-errors';

/**
 * Makes one API call for a stream. An error names the missing permission and product.
 * @throws MimecastError; the reason of the signal when it is aborted
 */
export async function callApi(
  request: ApiRequest,
  { key, access }: Requirement,
  context: ReadContext,
): Promise<ApiResponse> {
  const { client, signal, onThrottled } = context;
  try {
    return await client.call(request, { signal, stream: key, onThrottled });
  } catch (error) {
    throw withAccess(error, access);
  }
}

/**
 * The error of a response that has failures beside its data: the records are valid but may be incomplete (wire.md 3.4).
 * @returns undefined: the response has no failures
 */
export function partialFailure(
  response: ApiResponse,
  endpoint: string,
  { access }: Pick<Requirement, 'access'>,
): unknown {
  const first = response.failures[0];
  if (first === undefined) return undefined;
  const message = [first.code, first.message].filter((part) => part !== '').join(': ');
  const details = {
    endpoint,
    requestId: response.requestId,
    status: response.status,
    vendorCode: first.code || undefined,
  };
  const denied = withAccess(new MimecastError('MIMECAST_BAD_REQUEST', message, details), access);
  return denied instanceof MimecastError && denied.code !== 'MIMECAST_BAD_REQUEST'
    ? denied
    : new MimecastError('MIMECAST_BAD_ANSWER', `the response is incomplete (${message})`, {
        ...details,
        transient: true,
      });
}
