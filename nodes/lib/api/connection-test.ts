import { type ErrorCode, MimecastError } from './errors';
import { readIdentity } from './identity';
import type { ApiClient } from './types';

export interface ConnectionResult {
  readonly ok: boolean;
  readonly level: 'green' | 'yellow' | 'red';
  readonly text: string;
  readonly code?: ErrorCode;
  /** once signed in: account, region, how long it took, when */
  readonly facts?: readonly string[];
}

/** Says nothing about the data: that takes a call to each endpoint. */
const untold = (code: string): string =>
  `${code === '' ? 'account code and name' : 'account name'} can't be read`;

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
    const now = new Date();
    const account = [code, name].filter((part) => part !== '').join(' ');
    const facts = [account, region, `${now.getTime() - startedAt} ms`, localTime(now)].filter(
      (part) => part !== '',
    );
    if (readable)
      return { ok: true, level: 'green', text: ['Connection successful', ...facts].join(' · '), facts };
    const text = ['Signed in', ...facts, untold(code)].join(' · ');
    return { ok: false, level: 'yellow', text, code: 'MIMECAST_FORBIDDEN', facts };
  } catch (error) {
    if (error instanceof MimecastError)
      return { ok: false, level: 'red', text: error.message, code: error.code };
    throw error;
  }
}
