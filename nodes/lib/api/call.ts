/** A business call: signed in, tried again where that helps, its answer told from its failures. */

import type { Sleep } from '../wait';
import type { Channel, Performed } from './channel';
import type { Fail } from './failures';
import { commonHeaders, jsonRequest } from './headers';
import type { Redactor } from './redact';
import { withRetries } from './retry';
import type { SignIn } from './sign-in';
import type { Token } from './token';
import type { ApiAnswer, ApiRequest, CallOptions } from './types';

export interface CallContext {
  readonly channel: Channel;
  readonly signIn: SignIn;
  readonly tries: number;
  readonly wait: Sleep;
  readonly redactor: Redactor;
  readonly fail: Fail;
}

interface Tried {
  readonly token: Token;
  readonly performed: Performed;
}

async function once(
  request: ApiRequest,
  { stream, signal, onThrottled, onTrouble }: CallOptions,
  throttles: number,
  { channel, signIn }: CallContext,
): Promise<Tried> {
  const { path, group, query } = request;
  const getToken = (): Promise<Token> =>
    signIn.listening({ onThrottled, onTrouble }, () => signIn.tokens.get(signal));
  // Before the turn, so that a refused sign-in uses up no quota; again when it has come, which may take a while.
  let token = await getToken();
  const performed = await channel.perform({
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
  return { token, performed };
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
  let renewed = false;
  return withRetries(
    async ({ throttles }) => {
      let tried = await once(request, options, throttles, context);
      // Any 401: one forced refresh and one retry for the whole call (mimecast-api.md 2.4).
      if (tried.performed.outcome.kind === 'unauthorized' && !renewed) {
        renewed = true;
        const rejected = tried.token;
        await context.signIn.listening({ onThrottled, onTrouble }, () =>
          context.signIn.tokens.renew(rejected, signal),
        );
        tried = await once(request, options, throttles, context);
      }
      return answerOf(tried.performed, context);
    },
    { tries, signal, onTrouble, wait: context.wait },
  );
}
