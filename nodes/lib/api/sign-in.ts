/** Signing in with the credentials of one account (mimecast-api.md 2). */

import type { Sleep } from '../wait';
import { Audience, type Listener } from './audience';
import type { Channel } from './channel';
import type { Fail } from './failures';
import { readGrant, signInForm, TOKEN_PATH } from './grant';
import { commonHeaders } from './headers';
import type { Redactor } from './redact';
import { withRetries } from './retry';
import { createTokenSource, type Token, type TokenSource, tokenOf } from './token';

export interface SignIn {
  readonly tokens: TokenSource;
  /** Runs `work`; `listener` learns meanwhile how the sign-in fares, whoever started it. */
  listening<T>(listener: Listener, work: () => Promise<T>): Promise<T>;
}

export interface SignInOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The simulated tenant takes no credentials. */
  readonly demo: boolean;
  readonly host: string;
  readonly channel: Channel;
  /** of the client's closing: the exchange is everybody's, so no single caller ends it */
  readonly signal: AbortSignal;
  readonly tries: number;
  readonly wait: Sleep;
  readonly redactor: Redactor;
  readonly fail: Fail;
}

export function createSignIn(options: SignInOptions): SignIn {
  const { clientId, clientSecret, demo, host, channel, signal, tries, wait, redactor, fail } = options;
  const audience = new Audience();
  const { onThrottled, onTrouble } = audience.voice;

  async function exchangeCredentials(throttles: number): Promise<Token> {
    if (!demo && (clientId === '' || clientSecret === '')) throw fail('credentialsMissing', { host });
    let sentAt = Date.now();
    const performed = await channel.perform({
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
    const read = readGrant(performed.outcome, performed.status);
    if ('reason' in read) throw fail(read.reason, performed.context);
    redactor.token(read.grant.access_token);
    return tokenOf(read.grant, sentAt);
  }

  return {
    tokens: createTokenSource(() =>
      withRetries(({ throttles }) => exchangeCredentials(throttles), {
        tries,
        signal,
        onTrouble,
        wait,
      }).finally(() => audience.ended()),
    ),
    listening: (listener, work) => audience.listening(listener, work),
  };
}
