import { MimecastError } from '../../contracts/errors';
import type { ValidationProblem } from '../../properties/property-types';
import {
  API1_ORIGINS,
  type Auth,
  checkBaseUrl,
  REGION_ORIGINS,
  type Region,
} from '../../properties/values/regions';

/** English, like all error messages. The dialog has its own catalogue with the same keys. */
const PROBLEM_MESSAGES: Readonly<Record<string, string>> = {
  api1Host:
    '{host} belongs to API 1.0 of Mimecast, which does not support OAuth 2 applications: choose the region global, us or uk instead',
  urlHttps: '{host} must be reached over https; http is for this machine only',
  urlPath: 'the base URL must end after the host name',
  urlCredentials: 'the base URL must not contain a user name or password',
};

function messageOf({ key, values }: ValidationProblem): string {
  return (
    PROBLEM_MESSAGES[key] ?? 'the region custom needs a base URL like https://api.services.mimecast.com'
  ).replace('{host}', String(values['host'] ?? ''));
}

/**
 * The origin of the API for a region. `demo` has no fixed origin, because the simulator chooses its port.
 * @throws MimecastError MIMECAST_CONFIG
 */
export function originOf(region: Exclude<Region, 'demo'>, baseUrl: string, auth: Auth = 'oauth2'): string {
  if (region !== 'custom') return regionalOrigin(region, auth);
  const problem = checkBaseUrl(baseUrl, auth);
  if (problem !== undefined) throw new MimecastError('MIMECAST_CONFIG', messageOf(problem));
  return new URL(baseUrl).origin;
}

function regionalOrigin(region: string, auth: Auth): string {
  const origins: Readonly<Record<string, string>> = auth === 'legacy' ? API1_ORIGINS : REGION_ORIGINS;
  const origin = origins[region];
  if (origin === undefined)
    throw new MimecastError(
      'MIMECAST_CONFIG',
      `the region ${region} is not available for this kind of credentials`,
    );
  return origin;
}
