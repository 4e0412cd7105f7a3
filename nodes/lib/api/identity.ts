/** Whose account it is (mimecast-api.md 11.1). */
import { z } from 'zod';
import { MimecastError } from './errors';
import { isLegacyPath } from './legacy-signer';
import type { ApiClient, ApiRequest, CallOptions, Identity } from './types';

const WHO_AM_I: ApiRequest = { method: 'GET', path: '/identity/whoami', group: 'api' };
const GET_ACCOUNT: ApiRequest = {
  method: 'POST',
  path: '/api/account/get-account',
  body: { data: [] },
  group: 'api',
};

const text = z.string().trim().catch('');

/** Known from one source only, so every part may be missing; an entry may be an object. */
const code = z.union([z.string(), z.looseObject({ code: z.string() }).transform((entry) => entry.code)]);
const whoAmISchema = z.looseObject({
  'home-account': code.optional().catch(undefined),
  'account-codes': z.array(code).catch([]),
});

/** The rest of the account (passphrase, support code, addresses) is sensitive and not even looked at. */
const accountSchema = z.looseObject({
  data: z.array(z.looseObject({ accountCode: text, accountName: text })).catch([]),
});

/** @returns undefined when the application may not know, or there is no such path */
async function ask(client: ApiClient, request: ApiRequest, options: CallOptions): Promise<unknown> {
  if (client.legacy && !isLegacyPath(request.path)) return undefined;
  try {
    return (await client.call(request, options)).body;
  } catch (error) {
    const untold = ['MIMECAST_FORBIDDEN', 'MIMECAST_NOT_LICENSED', 'MIMECAST_BAD_REQUEST'];
    if (error instanceof MimecastError && !error.transient && untold.includes(error.code)) return undefined;
    throw error;
  }
}

export interface AccountReading extends Identity {
  /** get-account was answered: the application has at least one product and a role */
  readonly readable: boolean;
}

/** @throws what the client throws, other than "may not" and "no such path" */
export async function readIdentity(client: ApiClient, options: CallOptions): Promise<AccountReading> {
  const who = whoAmISchema.safeParse(await ask(client, WHO_AM_I, options));
  const answer = await ask(client, GET_ACCOUNT, options);
  const account = accountSchema.safeParse(answer);
  const first = account.success ? account.data.data[0] : undefined;
  return {
    code:
      (who.success && (who.data['home-account'] ?? sole(who.data['account-codes']))) ||
      (first?.accountCode ?? ''),
    name: first?.accountName ?? '',
    readable: answer !== undefined,
  };
}

/** A partner's application sees many accounts; none of them is "the" account then. */
function sole(codes: readonly string[]): string | undefined {
  return codes.length === 1 ? codes[0] : undefined;
}
