/** What an answer of `POST /oauth/token` means (mimecast-api.md 2.3), on top of the common decision. */
import type { Outcome } from './decide';
import type { FailureReason } from './failure-table';
import { type Grant, grantSchema } from './token';

export const TOKEN_PATH = '/oauth/token';

/** URL-encoded, since secrets contain `+`, `/` and `=` (2.1). */
export function signInForm(clientId: string, clientSecret: string): string {
  return new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  }).toString();
}

/** The codes of 2.3 that mean something else than a mistyped credential. */
const CODES: Readonly<Record<string, FailureReason>> = {
  invalid_grant: 'revoked',
  unauthorized_client: 'signInRefused',
  app_forbidden: 'signInRefused',
};

/** Rows of the common decision that read differently here. */
const HERE: Partial<Readonly<Record<FailureReason, FailureReason>>> = {
  permission: 'signInRefused',
  notLicensed: 'wrongHost',
  badRequest: 'wrongSecret',
};

export function readGrant(
  outcome: Outcome,
  status: number,
): { readonly grant: Grant } | { readonly reason: FailureReason } {
  if (outcome.kind === 'throttled') return { reason: 'rateLimited' };
  if (outcome.kind === 'ok') {
    const grant = grantSchema.safeParse(outcome.body);
    return grant.success ? { grant: grant.data } : { reason: 'noToken' };
  }
  const named = outcome.failures.map((failure) => CODES[failure.code]).find((reason) => reason !== undefined);
  if (named !== undefined) return { reason: named };
  if (outcome.kind === 'unauthorized') return { reason: 'wrongSecret' };
  if (status === 405) return { reason: 'wrongHost' };
  // Refused with another status and for no known reason: nothing says that the credentials are to blame.
  if (status !== 400 && outcome.reason === 'badRequest') return { reason: 'noToken' };
  return { reason: HERE[outcome.reason] ?? outcome.reason };
}
