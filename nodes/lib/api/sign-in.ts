/** Signing in with the credentials of one account (mimecast-api.md 2). */
import type { Channel, OnThrottled } from './channel';
import type { Fail } from './failures';
import { readGrant, signInForm, TOKEN_PATH } from './grant';
import { commonHeaders } from './headers';
import type { Redactor } from './redact';
import { withRetries } from './retry';
import { createTokenSource, type Token, type TokenSource, tokenOf } from './token';

export interface SignIn {
  readonly tokens: TokenSource;
  /** Runs `work`; `tell` learns meanwhile when the sign-in is throttled, whoever started it. */
  listening<T>(tell: OnThrottled | undefined, work: () => Promise<T>): Promise<T>;
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
  readonly redactor: Redactor;
  readonly fail: Fail;
}

export function createSignIn(options: SignInOptions): SignIn {
  const { clientId, clientSecret, demo, host, channel, signal, tries, redactor, fail } = options;
  const listeners = new Set<OnThrottled>();
  const tellAll: OnThrottled = (throttled) => {
    for (const tell of listeners) tell(throttled);
  };

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
      onThrottled: tellAll,
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
      withRetries(({ throttles }) => exchangeCredentials(throttles), { tries, signal }),
    ),
    async listening(tell, work) {
      // A function of its own, so that two calls that share one listener are two entries.
      const listener: OnThrottled = (throttled) => tell?.(throttled);
      listeners.add(listener);
      try {
        return await work();
      } finally {
        listeners.delete(listener);
      }
    },
  };
}
