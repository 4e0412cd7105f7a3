import { answerOf, type CallContext } from './call';
import type { Performed } from './channel';
import type { FailureReason } from './failure-table';
import { commonHeaders, jsonRequest } from './headers';
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
  { signal, stream, onThrottled, onTrouble, tries }: CallOptions,
  context: Omit<CallContext, 'signIn'> & { readonly keys: LegacyKeys; readonly host: string },
): Promise<ApiAnswer> {
  const { path, query, group } = request;
  const { channel, keys, fail, host } = context;
  if (!isLegacyPath(path)) return Promise.reject(fail('needsApi2', { host, endpoint: path }));
  let askedAgain = false;
  const once = (throttles: number): Promise<Performed> =>
    channel.perform({
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
      let performed = await once(throttles);
      // Now and then an application that exists is said not to (3.4); who is kept out has changed nothing yet.
      if (refusalOf(performed) === 'appIdRefused' && !askedAgain) {
        askedAgain = true;
        performed = await once(throttles);
      }
      const refused = refusalOf(performed);
      if (refused !== undefined) throw fail(refused, performed.context);
      return answerOf(performed, context);
    },
    { tries: tries ?? context.tries, signal, onTrouble, wait: context.wait },
  );
}

/** Mimecast's own words for it, whatever the status was: some of them come with 200 (3.4, 16). */
const REFUSALS: Readonly<Record<string, FailureReason>> = {
  err_developer_key: 'appIdRefused',
  err_xdk_invalid_signature: 'keysRefused',
  err_xdk_binding_expired: 'keysExpired',
  err_audit_log_incorrect_region: 'wrongRegion',
};

function refusalOf({ outcome, status }: Performed): FailureReason | undefined {
  if (outcome.kind === 'ok') return undefined;
  const named = outcome.failures.map(({ code }) => REFUSALS[code]).find((reason) => reason !== undefined);
  if (named !== undefined) return named;
  if (status === BINDING_EXPIRED) return 'keysExpired';
  return outcome.kind === 'unauthorized' ? 'keysRefused' : undefined;
}
