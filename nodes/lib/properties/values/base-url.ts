import type { ValidationProblem } from '../property-types';
import { schemeProblem } from '../url-scheme';
import { type Auth, REGION_ORIGINS } from './regions';

/** In mimecast.com, but not in services.mimecast.com: hosts of API 1.0 (wire.md 1.2). */
export function isApi1Host(host: string): boolean {
  return isMimecastHost(host) && !/(^|\.)services\.mimecast\.com$/.test(nameOf(host));
}

export function isMimecastHost(host: string): boolean {
  return /(^|\.)mimecast\.com$/.test(nameOf(host));
}

export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Without port and final dot. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
}

/** Paths that end up in the field with the host, because documents and consoles show both together. */
const PASTED_PATHS = /^\/(oauth\/token\/?)?$/;

/**
 * The base URL as people enter it: without a scheme, with blanks, a slash at the end or the path of an endpoint.
 * @returns undefined: it is no URL
 */
function parseBaseUrl(text: string): URL | undefined {
  const trimmed = text.trim();
  const schemed = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
    ? trimmed
    : `https://${trimmed.replace(/^(https?:)?\/*/i, '')}`;
  return URL.canParse(schemed) ? new URL(schemed) : undefined;
}

/**
 * The origin of a base URL that `checkBaseUrl` accepts.
 * @returns undefined: it is no URL
 */
export function completeBaseUrl(text: string): string | undefined {
  return parseBaseUrl(text)?.origin;
}

/** Requires https except for loopback hosts, and no path of its own. What is missing or too much is completed. */
export function checkBaseUrl(value: string): ValidationProblem | undefined {
  const badScheme = schemeProblem(value.trim());
  if (badScheme !== undefined) return badScheme;
  const url = parseBaseUrl(value);
  if (url === undefined) return { key: 'url', values: { value: value.slice(0, 60) } };
  if (url.username !== '' || url.password !== '') return { key: 'urlCredentials', values: {} };
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!secure) return { key: 'urlHttps', values: { host: url.hostname } };
  // Mimecast has no other base URL than the host; another gateway may have one, which would be lost.
  const hasOwnPath = !isMimecastHost(url.hostname) && !PASTED_PATHS.test(url.pathname);
  if (hasOwnPath || url.search !== '' || url.hash !== '') return { key: 'urlPath', values: {} };
  return undefined;
}

/** Why a host that is accepted will probably not work: it is of API 1.0, and the credentials are of API 2.0. */
export function hostWarning(baseUrl: string, auth: Auth): ValidationProblem | undefined {
  const host = parseBaseUrl(baseUrl)?.hostname ?? '';
  if (auth === 'legacy' || !isApi1Host(host)) return undefined;
  return { key: 'api1Host', values: { host, regions: regionsFor(host) } };
}

/** Regions of API 2.0 that a host belongs to, beside `global`, by the beginning of its name. */
const REGION_BY_PREFIX: readonly (readonly [RegExp, 'us' | 'uk'])[] = [
  [/^(login-)?usb?(-|\.)/, 'us'],
  [/^(login-)?uk(-|\.)/, 'uk'],
];

/** The regions to choose instead of this host, with their addresses, as text. */
export function regionsFor(host: string): string {
  const own = REGION_BY_PREFIX.find(([prefix]) => prefix.test(nameOf(host)))?.[1];
  return ['global' as const, ...(own === undefined ? [] : [own])]
    .map((region) => `${region} (${REGION_ORIGINS[region]})`)
    .join(' or ');
}
