import type { Problem } from '../properties/kinds';
import { type Auth, checkBaseUrl, LEGACY_ORIGINS, REGION_ORIGINS, type Region } from '../properties/regions';
import { MimecastError } from './errors';

/** English, as all error messages are; the dialog has its own catalogue for the same keys. */
const PROBLEMS: Readonly<Record<string, string>> = {
  api1Host:
    '{host} belongs to API 1.0 of Mimecast, which does not know OAuth 2 applications: choose the region global, us or uk instead',
  urlHttps: '{host} must be reached over https; http is for this machine only',
  urlPath: 'the base URL ends after the host name',
  urlCredentials: 'no user name or password belongs into the base URL',
};

function sentence({ key, values }: Problem): string {
  return (
    PROBLEMS[key] ?? 'the region custom needs a base URL like https://api.services.mimecast.com'
  ).replace('{host}', String(values['host'] ?? ''));
}

/**
 * Where the API of a region is. `demo` has no fixed place: its simulated tenant tells.
 * @throws MimecastError MIMECAST_CONFIG
 */
export function originOf(region: Exclude<Region, 'demo'>, baseUrl: string, auth: Auth = 'oauth2'): string {
  if (region !== 'custom') return regionalOrigin(region, auth);
  const problem = checkBaseUrl(baseUrl, auth);
  if (problem !== undefined) throw new MimecastError('MIMECAST_CONFIG', sentence(problem));
  return new URL(baseUrl).origin;
}

function regionalOrigin(region: string, auth: Auth): string {
  const origins: Readonly<Record<string, string>> = auth === 'legacy' ? LEGACY_ORIGINS : REGION_ORIGINS;
  const origin = origins[region];
  if (origin === undefined)
    throw new MimecastError(
      'MIMECAST_CONFIG',
      `the region ${region} does not belong to this kind of credentials`,
    );
  return origin;
}
