import type { ApiRequest, ApiResponse, CallOptions } from '../../contracts/api-client';
import type { ErrorReason } from '../../contracts/error-catalog';
import type { ExecutedRequest } from '../http/request-executor';
import { commonHeaders, jsonRequest } from '../http/request-executor';
import { withRetries } from '../quota/retry';
import { type Api1Keys, isApi1Path, signedHeaders } from './api1-signer';
import { type CallContext, toApiResponse } from './api2-call';

/** Status for an expired binding of the keys (wire.md 16). */
const BINDING_EXPIRED = 418;

/**
 * A call to API 1.0. Each request is signed; there is no token and no refresh.
 * @throws MimecastError; the signal's reason when aborted
 */
export function executeApi1Call(
  request: ApiRequest,
  { signal, stream, onThrottled, onTrouble, tries }: CallOptions,
  context: Omit<CallContext, 'oauth'> & { readonly keys: Api1Keys; readonly host: string },
): Promise<ApiResponse> {
  const { path, query, group } = request;
  const { executor, keys, fail, host } = context;
  if (!isApi1Path(path)) return Promise.reject(fail('needsApi2', { host, endpoint: path }));
  let retried = false;
  const attemptOnce = (throttles: number): Promise<ExecutedRequest> =>
    executor.execute({
      path,
      query,
      group,
      stream,
      signal,
      throttles,
      onThrottled,
      onTrouble,
      prepare: async () => jsonRequest(request, { ...commonHeaders(), ...signedHeaders(keys, path) }),
    });
  return withRetries(
    async ({ throttles }) => {
      let executed = await attemptOnce(throttles);
      // Sometimes Mimecast reports an existing application as unknown (wire.md 3.4). A refused call changes nothing,
      // so it can be repeated.
      if (rejectionReason(executed) === 'appIdRefused' && !retried) {
        retried = true;
        executed = await attemptOnce(throttles);
      }
      const rejected = rejectionReason(executed);
      if (rejected !== undefined) throw fail(rejected, executed.context);
      return toApiResponse(executed, context);
    },
    { tries: tries ?? context.tries, signal, onTrouble, wait: context.wait },
  );
}

/** Error codes of API 1.0. They count before the status, because some come with 200 (wire.md 3.4, 16). */
const API1_ERROR_CODES: Readonly<Record<string, ErrorReason>> = {
  err_developer_key: 'appIdRefused',
  err_xdk_invalid_signature: 'keysRefused',
  err_xdk_binding_expired: 'keysExpired',
  err_audit_log_incorrect_region: 'wrongRegion',
};

function rejectionReason({ outcome, status }: ExecutedRequest): ErrorReason | undefined {
  if (outcome.kind === 'ok') return undefined;
  const knownReason = outcome.failures
    .map(({ code }) => API1_ERROR_CODES[code])
    .find((reason) => reason !== undefined);
  if (knownReason !== undefined) return knownReason;
  if (status === BINDING_EXPIRED) return 'keysExpired';
  return outcome.kind === 'unauthorized' ? 'keysRefused' : undefined;
}
