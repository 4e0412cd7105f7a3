/** Interprets a response of `POST /oauth/token` (wire.md 2.3), after the common classification. */

import type { ErrorReason } from '../../contracts/error-catalog';
import type { ResponseOutcome } from '../response/classify-response';
import { type TokenResponse, tokenResponseSchema } from './token-cache';

export const TOKEN_PATH = '/oauth/token';

/** URL-encoded, because secrets contain `+`, `/` and `=` (wire.md 2.1). */
export function clientCredentialsForm(clientId: string, clientSecret: string): string {
  return new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  }).toString();
}

/** Codes that do not mean a wrong client id or secret (wire.md 2.3). */
const OAUTH_ERROR_CODES: Readonly<Record<string, ErrorReason>> = {
  invalid_grant: 'revoked',
  unauthorized_client: 'signInRefused',
  app_forbidden: 'signInRefused',
};

/** Reasons of the common classification that mean something else at this endpoint. */
const TOKEN_ENDPOINT_OVERRIDES: Partial<Readonly<Record<ErrorReason, ErrorReason>>> = {
  permission: 'signInRefused',
  notLicensed: 'wrongHost',
  badRequest: 'wrongSecret',
};

export function parseTokenResponse(
  outcome: ResponseOutcome,
  status: number,
): { readonly token: TokenResponse } | { readonly reason: ErrorReason } {
  if (outcome.kind === 'throttled') return { reason: 'rateLimited' };
  if (outcome.kind === 'ok') {
    const token = tokenResponseSchema.safeParse(outcome.body);
    return token.success ? { token: token.data } : { reason: 'noToken' };
  }
  const knownReason = outcome.failures
    .map((failure) => OAUTH_ERROR_CODES[failure.code])
    .find((reason) => reason !== undefined);
  if (knownReason !== undefined) return { reason: knownReason };
  if (outcome.kind === 'unauthorized') return { reason: 'wrongSecret' };
  if (status === 405) return { reason: 'wrongHost' };
  // Another status and no known code: the credentials are not necessarily wrong.
  if (status !== 400 && outcome.reason === 'badRequest') return { reason: 'noToken' };
  return { reason: TOKEN_ENDPOINT_OVERRIDES[outcome.reason] ?? outcome.reason };
}
