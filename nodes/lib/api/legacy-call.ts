import { answerOf, type CallContext } from './call';
import type { Performed } from './channel';
import type { FailureReason } from './failure-table';
import { commonHeaders } from './headers';
import { isLegacyPath, type LegacyKeys, signedHeaders } from './legacy-signer';
import { withRetries } from './retry';
import type { ApiAnswer, ApiRequest, CallOptions } from './types';

/** The binding of the keys has run out (mimecast-api.md 16). */
const BINDING_EXPIRED = 418;

/**
 * A call that is signed instead of signed in: no token, so none to be renewed.
 * @throws MimecastError; the signal's reason when aborted
 */
export function performLegacyCall(
  request: ApiRequest,
  { signal, stream, onThrottled, tries }: CallOptions,
  context: Omit<CallContext, 'signIn'> & { readonly keys: LegacyKeys; readonly host: string },
): Promise<ApiAnswer> {
  const { path, query, method, body, group } = request;
  const { channel, keys, fail, host } = context;
  if (!isLegacyPath(path)) return Promise.reject(fail('needsApi2', { host, endpoint: path }));
  return withRetries(
    async ({ throttles }) => {
      const performed = await channel.perform({
        path,
        query,
        group,
        stream,
        signal,
        throttles,
        onThrottled,
        prepare: async () => {
          const headers = { ...commonHeaders(), ...signedHeaders(keys, path) };
          return body === undefined
            ? { method, headers }
            : {
                method,
                headers: { ...headers, 'content-type': 'application/json' },
                body: JSON.stringify(body),
              };
        },
      });
      const refused = refusalOf(performed);
      if (refused !== undefined) throw fail(refused, performed.context);
      return answerOf(performed, context);
    },
    { tries: tries ?? context.tries, signal },
  );
}

function refusalOf({ outcome, status }: Performed): FailureReason | undefined {
  if (status === BINDING_EXPIRED) return 'keysExpired';
  return outcome.kind === 'unauthorized' ? 'keysRefused' : undefined;
}
