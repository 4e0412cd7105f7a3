/** Caches the access token of one account, in memory only. Concurrent callers share one token request. */
import { z } from 'zod';
import { MimecastError } from '../../contracts/errors';
import { raceAbort } from '../../util/abort';

/** Used when `expires_in` is missing or invalid (wire.md 2.2). */
const DEFAULT_TOKEN_LIFETIME_S = 300;
/** A longer one is not plausible: tokens are valid for half an hour. */
const MAX_TOKEN_LIFETIME_S = 86_400;
/** What a header may have; tokens have some hundred characters. */
const TOKEN = /^[\x21-\x7e]{1,8192}$/;
const EXPIRY_MARGIN_S = 60;
/** A permanent error is repeated for this time, so that many streams do not send the same failing request. */
const AUTH_FAILURE_CACHE_MS = 10_000;

/** `expires_in` is a number or a numeric string (wire.md 2.2). */
export const tokenResponseSchema = z.looseObject({
  access_token: z.string().trim().regex(TOKEN),
  expires_in: z.coerce.number().positive().max(MAX_TOKEN_LIFETIME_S).catch(DEFAULT_TOKEN_LIFETIME_S),
});
export type TokenResponse = z.infer<typeof tokenResponseSchema>;

export interface Token {
  readonly value: string;
  /** epoch ms at which the request was sent that brought it */
  readonly issuedAt: number;
  /** epoch ms from which the token is not used any more */
  readonly staleAt: number;
}

/** @param sentAt epoch ms at which the request was sent, because the lifetime may start then */
export function toToken(response: TokenResponse, sentAt: number): Token {
  const lifetime = response.expires_in;
  const margin = Math.min(Math.max(EXPIRY_MARGIN_S, lifetime * 0.1), lifetime / 2);
  return { value: response.access_token, issuedAt: sentAt, staleAt: sentAt + (lifetime - margin) * 1000 };
}

export interface TokenCache {
  /** The token in use; undefined: there is none yet, or it was rejected. */
  readonly current: Pick<Token, 'issuedAt' | 'staleAt'> | undefined;
  /** @throws MimecastError; the signal's reason when aborted */
  get(signal: AbortSignal): Promise<Token>;
  /** Replaces a token that was rejected with 401. A newer token of another call is returned without a request. */
  refresh(rejected: Token, signal: AbortSignal): Promise<Token>;
}

/** @param fetchToken one token request with its own time-out. Not aborted by a caller: others may wait for it. */
export function createTokenCache(fetchToken: () => Promise<Token>): TokenCache {
  let current: Token | undefined;
  let pending: Promise<Token> | undefined;
  let authFailure: { readonly error: MimecastError; readonly until: number } | undefined;

  async function fetchAndStore(): Promise<Token> {
    try {
      current = await fetchToken();
      return current;
    } catch (error) {
      if (error instanceof MimecastError && !error.transient)
        authFailure = { error, until: Date.now() + AUTH_FAILURE_CACHE_MS };
      throw error;
    } finally {
      pending = undefined;
    }
  }

  async function fetchShared(signal: AbortSignal): Promise<Token> {
    signal.throwIfAborted();
    if (authFailure !== undefined && Date.now() < authFailure.until) throw authFailure.error;
    authFailure = undefined;
    pending ??= fetchAndStore();
    return raceAbort(pending, signal);
  }

  return {
    get current() {
      return current;
    },
    async get(signal) {
      if (current !== undefined && Date.now() < current.staleAt) return current;
      return fetchShared(signal);
    },
    async refresh(rejected, signal) {
      if (current !== undefined && current.value !== rejected.value && Date.now() < current.staleAt)
        return current;
      if (current?.value === rejected.value) current = undefined;
      return fetchShared(signal);
    },
  };
}
