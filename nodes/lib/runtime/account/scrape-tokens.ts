/**
 * Tokens of programs that read the metrics. Each belongs to an account node, and shows the metrics of that account alone,
 * so that a provider can give each customer its own, or all accounts the same one. Only hashes are kept.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { cleanCredential } from '../../api/auth/credentials';
import type { ValidationProblem } from '../../properties/property-types';
import { findUnsetVariable } from '../node-red/parse-config';

/** Characters of 128 random bits in base64, the densest of the usual forms. */
const MIN_TOKEN_LENGTH = 22;
const MAX_TOKEN_LENGTH = 500;
/** 128 random bits have fewer only once in millions of tokens, whatever their form. */
const MIN_DISTINCT = 8;
/** What the Authorization header can carry (RFC 6750, 2.1). */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const BEARER = /^Bearer +([^\s]+) *$/i;

/** Hashes by account node. */
const tokenHashes = new Map<string, Buffer>();

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Why a token can't be used; undefined: it can, or there is none. */
export function scrapeTokenProblem(scrapeToken: string): ValidationProblem | undefined {
  if (scrapeToken === '') return undefined;
  const unset = findUnsetVariable({ scrapeToken });
  if (unset !== undefined) return { key: 'scrapeTokenUnset', values: unset.values };
  if (!TOKEN.test(scrapeToken) || scrapeToken.length > MAX_TOKEN_LENGTH)
    return { key: 'scrapeTokenForm', values: { max: MAX_TOKEN_LENGTH } };
  const isShort = scrapeToken.length < MIN_TOKEN_LENGTH || new Set(scrapeToken).size < MIN_DISTINCT;
  return isShort ? { key: 'scrapeTokenShort', values: { min: MIN_TOKEN_LENGTH } } : undefined;
}

/**
 * Accepts the token of an account from now on.
 * @returns why it is not accepted, and how to end it
 */
export function registerScrapeToken(
  accountNode: string,
  credential: unknown,
): { readonly problem?: ValidationProblem; readonly remove: () => void } {
  const token = cleanCredential(credential);
  const problem = scrapeTokenProblem(token);
  if (problem !== undefined) return { problem, remove: () => undefined };
  if (token === '') return { remove: () => undefined };
  const hash = hashOf(token);
  tokenHashes.set(accountNode, hash);
  return {
    remove: () => {
      // A newer node may have replaced it.
      if (tokenHashes.get(accountNode) === hash) tokenHashes.delete(accountNode);
    },
  };
}

/**
 * The account nodes whose token the header has. Every token is compared, in constant time, so that the time of the answer
 * does not depend on which one is nearly right.
 */
export function accountsOfBearer(authorization: string | undefined): ReadonlySet<string> {
  const token = BEARER.exec((authorization ?? '').slice(0, MAX_TOKEN_LENGTH + 20))?.[1];
  if (token === undefined || tokenHashes.size === 0) return new Set();
  const presented = hashOf(token);
  return new Set(
    [...tokenHashes].flatMap(([node, hash]) => (timingSafeEqual(hash, presented) ? [node] : [])),
  );
}
