/**
 * Which calls only read. Everything else counts as a change, also what nobody has thought of: a path that is
 * refused by mistake costs a tick in a dialog, one that is let through may release a held message.
 */
import type { Method } from '../properties/request';

/** How the last part of a reading `POST /api/…` begins (mimecast-api.md 9 to 12, 17). */
const READING_VERBS = ['get', 'find', 'search', 'list', 'decode', 'discover'] as const;

/** Reading POSTs whose name does not say so. */
const READING_PATHS: ReadonlySet<string> = new Set([
  '/config-snapshot/v1/export',
  '/human-risk/v1/individuals/risk-profiles',
]);

const verb = new RegExp(`^(${READING_VERBS.join('|')})(-|$)`);

/** @param path checked (request-path.ts), without a query */
export function changesSomething(method: Method, path: string): boolean {
  if (method === 'GET') return false;
  if (method !== 'POST') return true;
  const plain = path.replace(/\/+$/, '');
  if (READING_PATHS.has(plain)) return false;
  return !verb.test(plain.slice(plain.lastIndexOf('/') + 1));
}
