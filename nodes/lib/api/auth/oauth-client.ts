/** OAuth 2 client credentials grant for one account (wire.md 2). */

import type { Sleep } from '../../util/async';
import type { Redactor } from '../../util/redaction/redactor';
import type { RequestExecutor } from '../http/request-executor';
import { commonHeaders } from '../http/request-executor';
import { withRetries } from '../quota/retry';
import type { ErrorFactory } from '../response/error-factory';
import { type ProgressListener, ProgressListeners } from './progress-listeners';
import { createTokenCache, type Token, type TokenCache, toToken } from './token-cache';
import { clientCredentialsForm, parseTokenResponse, TOKEN_PATH } from './token-response';

export interface OAuthClient {
  readonly tokens: TokenCache;
  /** Runs `work`. `listener` is notified about the token request meanwhile, also if another call started it. */
  withListener<T>(listener: ProgressListener, work: () => Promise<T>): Promise<T>;
}

export interface OAuthClientOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The simulator needs no credentials. */
  readonly demo: boolean;
  readonly host: string;
  readonly executor: RequestExecutor;
  /** Aborted when the client closes. The token request is shared, so no single caller can abort it. */
  readonly signal: AbortSignal;
  readonly tries: number;
  readonly wait: Sleep;
  readonly redactor: Redactor;
  readonly fail: ErrorFactory;
}

export function createOAuthClient(options: OAuthClientOptions): OAuthClient {
  const { clientId, clientSecret, demo, host, executor, signal, tries, wait, redactor, fail } = options;
  const listeners = new ProgressListeners();
  const { onThrottled, onTrouble } = listeners.events;

  async function requestToken(throttles: number): Promise<Token> {
    if (!demo && (clientId === '' || clientSecret === '')) throw fail('credentialsMissing', { host });
    let sentAt = Date.now();
    const executed = await executor.execute({
      path: TOKEN_PATH,
      group: 'token',
      stream: TOKEN_PATH,
      signal,
      throttles,
      omitVendorMessage: true,
      onThrottled,
      onTrouble,
      prepare: async () => {
        sentAt = Date.now();
        return {
          method: 'POST',
          headers: { ...commonHeaders(), 'content-type': 'application/x-www-form-urlencoded' },
          body: clientCredentialsForm(clientId, clientSecret),
        };
      },
    });
    const parsed = parseTokenResponse(executed.outcome, executed.status);
    if ('reason' in parsed) throw fail(parsed.reason, executed.context);
    redactor.addToken(parsed.token.access_token);
    return toToken(parsed.token, sentAt);
  }

  return {
    tokens: createTokenCache(() =>
      withRetries(({ throttles }) => requestToken(throttles), {
        tries,
        signal,
        onTrouble,
        wait,
      }).finally(() => listeners.reset()),
    ),
    withListener: (listener, work) => listeners.withListener(listener, work),
  };
}
