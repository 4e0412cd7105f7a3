/** The access token of one account: in memory only, fetched once for everybody who waits. */
import { z } from 'zod';
import { MimecastError } from './errors';
import { leavable } from './signals';

/** s; assumed when `expires_in` is absent or nonsense (mimecast-api.md 2.2) */
const UNTOLD_LIFE = 300;
/** s */
const MARGIN = 60;
/** ms for which a refusal stands, so that many streams do not ask the same question one after the other */
const REFUSAL_STANDS = 10_000;

/** Strict in what we act on; `expires_in` comes as number or numeric string (2.2). */
export const grantSchema = z.looseObject({
  access_token: z.string().trim().min(1),
  expires_in: z.coerce.number().positive().catch(UNTOLD_LIFE),
});
export type Grant = z.infer<typeof grantSchema>;

export interface Token {
  readonly value: string;
  /** epoch ms from which it is not used any more */
  readonly staleAt: number;
}

/** @param sentAt epoch ms at which the request was sent: the life may be counted from then on */
export function tokenOf(grant: Grant, sentAt: number): Token {
  const life = grant.expires_in;
  const margin = Math.min(Math.max(MARGIN, life * 0.1), life / 2);
  return { value: grant.access_token, staleAt: sentAt + (life - margin) * 1000 };
}

export interface TokenSource {
  /** @throws MimecastError; the signal's reason when aborted */
  get(signal: AbortSignal): Promise<Token>;
  /** A call with `rejected` got a 401. Somebody else's newer token counts as the refresh. */
  renew(rejected: Token, signal: AbortSignal): Promise<Token>;
}

/** @param fetchToken one exchange, bounded in time by itself; it goes on when a caller leaves, others may wait for it */
export function createTokenSource(fetchToken: () => Promise<Token>): TokenSource {
  let current: Token | undefined;
  let underway: Promise<Token> | undefined;
  let refusal: { readonly error: MimecastError; readonly until: number } | undefined;

  async function fetchOnce(): Promise<Token> {
    try {
      current = await fetchToken();
      return current;
    } catch (error) {
      if (error instanceof MimecastError && !error.transient)
        refusal = { error, until: Date.now() + REFUSAL_STANDS };
      throw error;
    } finally {
      underway = undefined;
    }
  }

  async function fresh(signal: AbortSignal): Promise<Token> {
    signal.throwIfAborted();
    if (refusal !== undefined && Date.now() < refusal.until) throw refusal.error;
    refusal = undefined;
    underway ??= fetchOnce();
    return leavable(underway, signal);
  }

  return {
    async get(signal) {
      if (current !== undefined && Date.now() < current.staleAt) return current;
      return fresh(signal);
    },
    async renew(rejected, signal) {
      if (current !== undefined && current.value !== rejected.value && Date.now() < current.staleAt)
        return current;
      if (current?.value === rejected.value) current = undefined;
      return fresh(signal);
    },
  };
}
