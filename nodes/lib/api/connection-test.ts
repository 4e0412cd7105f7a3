import { type ErrorCode, MimecastError } from './errors';
import { readIdentity } from './identity';
import type { ApiClient } from './types';

export interface ConnectionResult {
  readonly ok: boolean;
  readonly level: 'green' | 'yellow' | 'red';
  readonly text: string;
  readonly code?: ErrorCode;
}

const NO_ROLE =
  'signed in; the application has no products or role: add Account Management and a role with ' +
  'Account | Dashboard | Read to see the account here. Products cannot be changed later, so a missing one needs a new application';

const two = (part: number): string => String(part).padStart(2, '0');

/** The server's local time: people compare it with their clock. */
function localTime(at: Date): string {
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}

/** Signs in and asks whose account it is. Never throws, except the signal's reason when aborted. */
export async function testConnection(
  client: ApiClient,
  region: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<ConnectionResult> {
  const startedAt = Date.now();
  try {
    const { code, name, readable } = await readIdentity(client, { signal, stream: 'connection-test' });
    if (!readable) return { ok: false, level: 'yellow', text: NO_ROLE, code: 'MIMECAST_FORBIDDEN' };
    const now = new Date();
    const account = [code, name].filter((part) => part !== '').join(' ');
    const parts = [
      'Connection successful',
      account,
      region,
      `${now.getTime() - startedAt} ms`,
      localTime(now),
    ];
    return { ok: true, level: 'green', text: parts.filter((part) => part !== '').join(' · ') };
  } catch (error) {
    if (error instanceof MimecastError)
      return { ok: false, level: 'red', text: error.message, code: error.code };
    throw error;
  }
}
