/** A call to API 2.0: gets a token, retries transient errors, and turns the response into a result or an error. */

import type { ApiRequest, ApiResponse, CallOptions } from '../../contracts/api-client';
import type { Sleep } from '../../util/async';
import type { ExecutedRequest, RequestExecutor } from '../http/request-executor';
import { commonHeaders, jsonRequest } from '../http/request-executor';
import { withRetries } from '../quota/retry';
import type { ErrorFactory } from '../response/error-factory';
import type { OAuthClient } from './oauth-client';
import type { Token } from './token-cache';

export interface CallContext {
  readonly executor: RequestExecutor;
  readonly oauth: OAuthClient;
  readonly tries: number;
  readonly wait: Sleep;
  readonly fail: ErrorFactory;
}

interface Attempted {
  readonly token: Token;
  readonly executed: ExecutedRequest;
}

async function attemptOnce(
  request: ApiRequest,
  { stream, signal, onThrottled, onTrouble }: CallOptions,
  throttles: number,
  { executor, oauth }: CallContext,
): Promise<Attempted> {
  const { path, group, query } = request;
  const getToken = (): Promise<Token> =>
    oauth.withListener({ onThrottled, onTrouble }, () => oauth.tokens.get(signal));
  // Before the call waits for a permit, so that a failed sign-in uses no quota. Again in `prepare`, because the
  // wait may be longer than the token's lifetime.
  let token = await getToken();
  const executed = await executor.execute({
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

export function toApiResponse(
  { outcome, context, status, bytes }: ExecutedRequest,
  { fail }: Pick<CallContext, 'fail'>,
): ApiResponse {
  if (outcome.kind === 'failed') throw fail(outcome.reason, context);
  if (outcome.kind !== 'ok') throw fail('tokenRejected', context);
  return { status, body: outcome.body, requestId: context.requestId, bytes, failures: outcome.failures };
}

/** @throws MimecastError; the signal's reason when aborted */
export function executeApi2Call(
  request: ApiRequest,
  options: CallOptions,
  context: CallContext,
): Promise<ApiResponse> {
  const { signal, onThrottled, onTrouble, tries = context.tries } = options;
  let refreshed = false;
  return withRetries(
    async ({ throttles }) => {
      let attempted = await attemptOnce(request, options, throttles, context);
      // Any 401: one forced refresh and one retry for the whole call (wire.md 2.4).
      if (attempted.executed.outcome.kind === 'unauthorized' && !refreshed) {
        refreshed = true;
        const rejected = attempted.token;
        await context.oauth.withListener({ onThrottled, onTrouble }, () =>
          context.oauth.tokens.refresh(rejected, signal),
        );
        attempted = await attemptOnce(request, options, throttles, context);
      }
      return toApiResponse(attempted.executed, context);
    },
    { tries, signal, onTrouble, wait: context.wait },
  );
}
