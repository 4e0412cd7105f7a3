/** Code and name of the account (wire.md 11.1). */
import { z } from 'zod';
import type { ApiClient, ApiRequest, CallOptions, Identity } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import { vendorText } from '../../util/redaction/redactor';
import { isApi1Path } from './api1-signer';

const WHO_AM_I: ApiRequest = { method: 'GET', path: '/identity/whoami', group: 'api' };
const GET_ACCOUNT: ApiRequest = {
  method: 'POST',
  path: '/api/account/get-account',
  body: { data: [] },
  group: 'api',
};

/** characters of the code and the name of an account */
const MAX_NAME_LENGTH = 200;

const text = z.string().trim().catch('');

/** Documented by one source only, so every member is optional. An entry may be an object. */
const code = z.union([z.string(), z.looseObject({ code: z.string() }).transform((entry) => entry.code)]);
const whoAmISchema = z.looseObject({
  'home-account': code.optional().catch(undefined),
  'account-codes': z.array(code).catch([]),
});

/** The other members (passphrase, support code, addresses) are sensitive and are not read. */
const accountSchema = z.looseObject({
  data: z.array(z.looseObject({ accountCode: text, accountName: text })).catch([]),
});

/** @returns undefined when the application lacks the permission, or the path does not exist */
async function callIfAllowed(client: ApiClient, request: ApiRequest, options: CallOptions): Promise<unknown> {
  if (client.legacy && !isApi1Path(request.path)) return undefined;
  try {
    return (await client.call(request, options)).body;
  } catch (error) {
    const denied = ['MIMECAST_FORBIDDEN', 'MIMECAST_NOT_LICENSED', 'MIMECAST_BAD_REQUEST'];
    if (error instanceof MimecastError && !error.transient && denied.includes(error.code)) return undefined;
    throw error;
  }
}

export interface AccountIdentity extends Identity {
  /** get-account succeeded: the application has at least one product and a role */
  readonly readable: boolean;
}

/** @throws the errors of the client, except missing permission and unknown path */
export async function readIdentity(client: ApiClient, options: CallOptions): Promise<AccountIdentity> {
  const who = whoAmISchema.safeParse(await callIfAllowed(client, WHO_AM_I, options));
  const response = await callIfAllowed(client, GET_ACCOUNT, options);
  const account = accountSchema.safeParse(response);
  const first = account.success ? account.data.data[0] : undefined;
  const shown = (text: string): string => vendorText(text, client, MAX_NAME_LENGTH);
  return {
    code: shown(
      (who.success && (who.data['home-account'] ?? onlyEntry(who.data['account-codes']))) ||
        (first?.accountCode ?? ''),
    ),
    name: shown(first?.accountName ?? ''),
    readable: response !== undefined,
  };
}

/** A partner's application has several accounts; then none of them identifies the application's own account. */
function onlyEntry(codes: readonly string[]): string | undefined {
  return codes.length === 1 ? codes[0] : undefined;
}
