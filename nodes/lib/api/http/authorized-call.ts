/** An API 2.0 call: gets a token, retries transient errors, and turns the response into a result or an error. */

import type { Sleep } from '../../util/async';
import type { Channel, Performed } from './request-executor';
import type { Fail } from '../response/error-factory';
import { commonHeaders, jsonRequest } from './headers';
import type { Redactor } from '../../util/redactor';
import { withRetries } from '../quota/retry';
import type { SignIn } from '../auth/oauth-client';
import type { Token } from '../auth/token-cache';
import type { ApiAnswer, ApiRequest, CallOptions } from '../../contracts/api-client';

export interface CallContext {
  readonly executor: Channel;
  readonly oauth: SignIn;
  readonly tries: number;
  readonly wait: Sleep;
  readonly redactor: Redactor;
  readonly fail: Fail;
}

interface Attempted {
  readonly token: Token;
  readonly executed: Performed;
}

async function attemptOnce(
  request: ApiRequest,
  { stream, signal, onThrottled, onTrouble }: CallOptions,
  throttles: number,
  { executor, oauth }: CallContext,
): Promise<Attempted> {
  const { path, group, query } = request;
  const getToken = (): Promise<Token> =>
    oauth.listening({ onThrottled, onTrouble }, () => oauth.tokens.get(signal));
  // Before the call waits for a permit, so that a failed sign-in uses no quota. Again in `prepare`, because the
  // wait may be longer than the token's lifetime.
  let token = await getToken();
  const executed = await executor.perform({
    path,
    query,
    group,
    stream,
    signal,
    throttles,
    onThrottled,
    onTrouble,
    prepare: async () => {
      token = await getToken();
      return jsonRequest(request, { ...commonHeaders(), authorization: `Bearer ${token.value}` });
    },
  });
  return { token, executed };
}

export function answerOf(
  { outcome, context, status, bytes }: Performed,
  { fail, redactor }: Pick<CallContext, 'fail' | 'redactor'>,
): ApiAnswer {
  if (outcome.kind === 'failed') throw fail(outcome.reason, context);
  if (outcome.kind !== 'ok') throw fail('tokenRejected', context);
  const failures = outcome.failures.map((failure) => ({
    ...failure,
    message: redactor.text(failure.message),
  }));
  return { status, body: outcome.body, requestId: context.requestId, bytes, failures };
}

/** @throws MimecastError; the signal's reason when aborted */
export function performCall(
  request: ApiRequest,
  options: CallOptions,
  context: CallContext,
): Promise<ApiAnswer> {
  const { signal, onThrottled, onTrouble, tries = context.tries } = options;
  let refreshed = false;
  return withRetries(
    async ({ throttles }) => {
      let attempted = await attemptOnce(request, options, throttles, context);
      // Any 401: one forced refresh and one retry for the whole call (wire.md 2.4).
      if (attempted.executed.outcome.kind === 'unauthorized' && !refreshed) {
        refreshed = true;
        const rejected = attempted.token;
        await context.oauth.listening({ onThrottled, onTrouble }, () =>
          context.oauth.tokens.renew(rejected, signal),
        );
        attempted = await attemptOnce(request, options, throttles, context);
      }
      return answerOf(attempted.executed, context);
    },
    { tries, signal, onTrouble, wait: context.wait },
  );
}
