import type { ApiClient } from '../contracts/api-client';
import type { ErrorCode } from '../contracts/error-codes';
import { MimecastError } from '../contracts/errors';
import { isApi1Host } from '../properties/values/base-url';
import { readIdentity } from './auth/account-identity';

export interface ConnectionResult {
  readonly ok: boolean;
  readonly level: 'green' | 'yellow' | 'red';
  readonly text: string;
  readonly code?: ErrorCode;
  /** only when signed in: account, region, duration, local time */
  readonly facts?: readonly string[];
  /** what is not known about the account */
  readonly note?: string;
}

/** Does not mean that the data can't be read: only a call to each endpoint shows that. */
const unreadableText = (code: string): string =>
  `${code === '' ? 'account code and name' : 'account name'} can't be read`;

/** Where it is not obvious that the host can work. */
function hostFacts({ origin, legacy }: ApiClient): readonly string[] {
  const { hostname } = new URL(origin);
  return legacy !== true && isApi1Host(hostname) ? [`${hostname} belongs to API 1.0, but works`] : [];
}

const twoDigits = (part: number): string => String(part).padStart(2, '0');

/** In the server's local time, so that a wrong clock is noticed. */
function localTime(at: Date): string {
  const day = [at.getFullYear(), twoDigits(at.getMonth() + 1), twoDigits(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':')}`;
}

/** Signs in and reads the account's identity. Never throws, except the signal's reason when aborted. */
export async function testConnection(
  client: ApiClient,
  region: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<ConnectionResult> {
  const startedAt = Date.now();
  try {
    const { code, name, readable } = await readIdentity(client, { signal, stream: 'connection-test' });
    const now = new Date();
    const account = [code, name].filter((part) => part !== '').join(' ');
    const facts = [
      account,
      region,
      ...hostFacts(client),
      `${now.getTime() - startedAt} ms`,
      localTime(now),
    ].filter((part) => part !== '');
    if (readable)
      return { ok: true, level: 'green', text: ['Connection successful', ...facts].join(' · '), facts };
    const note = unreadableText(code);
    const text = ['Signed in', ...facts, note].join(' · ');
    return { ok: false, level: 'yellow', text, code: 'MIMECAST_FORBIDDEN', facts, note };
  } catch (error) {
    if (error instanceof MimecastError)
      return { ok: false, level: 'red', text: error.message, code: error.code };
    throw error;
  }
}
