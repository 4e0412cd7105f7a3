/** OAuth 2 client credentials grant for one account (wire.md 2). */

import type { Sleep } from '../../util/async';
import { Audience, type Listener } from './audience';
import type { Channel } from '../http/request-executor';
import type { Fail } from '../response/error-factory';
import { readGrant, signInForm, TOKEN_PATH } from './token-response';
import { commonHeaders } from '../http/headers';
import type { Redactor } from '../../util/redactor';
import { withRetries } from '../quota/retry';
import { createTokenSource, type Token, type TokenSource, tokenOf } from './token-cache';

export interface SignIn {
  readonly tokens: TokenSource;
  /** Runs `work`. `listener` is notified about the token request meanwhile, also if another call started it. */
  listening<T>(listener: Listener, work: () => Promise<T>): Promise<T>;
}

export interface SignInOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The simulator needs no credentials. */
  readonly demo: boolean;
  readonly host: string;
  readonly executor: Channel;
  /** Aborted when the client closes. The token request is shared, so no single caller can abort it. */
  readonly signal: AbortSignal;
  readonly tries: number;
  readonly wait: Sleep;
  readonly redactor: Redactor;
  readonly fail: Fail;
}

export function createSignIn(options: SignInOptions): SignIn {
  const { clientId, clientSecret, demo, host, executor, signal, tries, wait, redactor, fail } = options;
  const listeners = new Audience();
  const { onThrottled, onTrouble } = listeners.voice;

  async function requestToken(throttles: number): Promise<Token> {
    if (!demo && (clientId === '' || clientSecret === '')) throw fail('credentialsMissing', { host });
    let sentAt = Date.now();
    const executed = await executor.perform({
      path: TOKEN_PATH,
      group: 'token',
      stream: TOKEN_PATH,
      signal,
      throttles,
      silent: true,
      onThrottled,
      onTrouble,
      prepare: async () => {
        sentAt = Date.now();
        return {
          method: 'POST',
          headers: { ...commonHeaders(), 'content-type': 'application/x-www-form-urlencoded' },
          body: signInForm(clientId, clientSecret),
        };
      },
    });
    const parsed = readGrant(executed.outcome, executed.status);
    if ('reason' in parsed) throw fail(parsed.reason, executed.context);
    redactor.token(parsed.token.access_token);
    return tokenOf(parsed.token, sentAt);
  }

  return {
    tokens: createTokenSource(() =>
      withRetries(({ throttles }) => requestToken(throttles), {
        tries,
        signal,
        onTrouble,
        wait,
      }).finally(() => listeners.ended()),
    ),
    listening: (listener, work) => listeners.listening(listener, work),
  };
}
