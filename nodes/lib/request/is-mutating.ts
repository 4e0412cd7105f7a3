/**
 * Detects calls that only read. Every other call, known or not, counts as mutating: after a wrong refusal the
 * user can permit the call with a checkbox, but a wrong permission may release a held message.
 */
import type { Method } from '../properties/node/request';

/** How the last segment of a reading `POST /api/…` starts (wire.md 9 to 12, 17). */
const READING_VERBS = ['get', 'find', 'search', 'list', 'decode', 'discover'] as const;

/** Reading POSTs whose last segment does not start with such a verb. */
const READING_PATHS: ReadonlySet<string> = new Set([
  '/config-snapshot/v1/export',
  '/human-risk/v1/individuals/risk-profiles',
]);

const readingVerb = new RegExp(`^(${READING_VERBS.join('|')})(-|$)`);

/** @param path validated (request-path.ts), without a query */
export function isMutating(method: Method, path: string): boolean {
  if (method === 'GET') return false;
  if (method !== 'POST') return true;
  const normalized = path.replace(/\/+$/, '');
  if (READING_PATHS.has(normalized)) return false;
  return !readingVerb.test(normalized.slice(normalized.lastIndexOf('/') + 1));
}
