import type { Problem } from './kinds';
import { type Auth, checkBaseUrl } from './regions';

/**
 * What the table can't say, because two properties are involved: the base URL counts for the region `custom`,
 * which needs one. Elsewhere a left-over value is ignored.
 */
export function baseUrlProblem(region: string, baseUrl: string, auth: Auth): Problem | undefined {
  if (region !== 'custom') return undefined;
  return baseUrl.trim() === '' ? { key: 'urlMissing', values: {} } : checkBaseUrl(baseUrl.trim(), auth);
}
