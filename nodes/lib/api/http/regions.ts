import type { ErrorReason } from '../../contracts/error-catalog';
import { MimecastError } from '../../contracts/errors';
import type { ValidationProblem } from '../../properties/property-types';
import { checkBaseUrl, completeBaseUrl, isMimecastHost, regionsFor } from '../../properties/values/base-url';
import { API1_ORIGINS, type Auth, REGION_ORIGINS, type Region } from '../../properties/values/regions';

/** English, like all error messages. The dialog has its own catalogue with the same keys. */
const PROBLEM_MESSAGES: Readonly<Record<string, string>> = {
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
  const problem = checkBaseUrl(baseUrl);
  const origin = completeBaseUrl(baseUrl);
  if (problem !== undefined || origin === undefined)
    throw new MimecastError('MIMECAST_CONFIG', messageOf(problem ?? { key: 'url', values: {} }));
  return origin;
}

/** Reasons that another host may be the cause of. */
const HOST_REASONS: ReadonlySet<ErrorReason> = new Set<ErrorReason>([
  'wrongHost',
  'wrongSecret',
  'revoked',
  'signInRefused',
  'noToken',
  'notLicensed',
  'html',
  'redirect',
  'dns',
]);

/**
 * Advice for an OAuth 2 application whose host of Mimecast is not the one of all regions.
 * @param host may have a port
 * @returns '': the host is not the cause
 */
export function regionAdvice(reason: ErrorReason, host: string): string {
  if (!HOST_REASONS.has(reason) || !isMimecastHost(host)) return '';
  const origin = `https://${host.toLowerCase()}`;
  if (origin === REGION_ORIGINS.global) return '';
  const isRegional = Object.values<string>(REGION_ORIGINS).includes(origin);
  if (isRegional && (reason === 'notLicensed' || reason === 'dns')) return '';
  return isRegional
    ? `an application of another region is not known at ${host}: try the region global (${REGION_ORIGINS.global})`
    : `${host} is not a host of API 2.0: choose the region ${regionsFor(host)}`;
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
