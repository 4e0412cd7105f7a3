import type { ValidationProblem } from '../property-types';

/** Origins of API 2.0 (wire.md 1.1). `demo` is the simulator; `custom` uses the base URL of the account. */
export const REGION_ORIGINS = {
  global: 'https://api.services.mimecast.com',
  us: 'https://us-api.services.mimecast.com',
  uk: 'https://uk-api.services.mimecast.com',
} as const;

/** Origins of API 1.0 (wire.md 1.2), for its four-key credentials only. API 1.0 is being retired. */
export const API1_ORIGINS = {
  eu: 'https://eu-api.mimecast.com',
  de: 'https://de-api.mimecast.com',
  us: 'https://us-api.mimecast.com',
  usb: 'https://usb-api.mimecast.com',
  ca: 'https://ca-api.mimecast.com',
  za: 'https://za-api.mimecast.com',
  au: 'https://au-api.mimecast.com',
  je: 'https://je-api.mimecast.com',
  sandbox: 'https://sandbox-api.mimecast.com',
} as const;

export const REGIONS = [
  'global',
  'us',
  'uk',
  'demo',
  'custom',
  'eu',
  'de',
  'usb',
  'ca',
  'za',
  'au',
  'je',
  'sandbox',
] as const;
export type Region = (typeof REGIONS)[number];

export const AUTHS = ['oauth2', 'legacy'] as const;
export type Auth = (typeof AUTHS)[number];

/** `demo` and `custom` are valid for both APIs. All other regions belong to one API. */
export function regionProblem(region: Region, auth: Auth): ValidationProblem | undefined {
  if (region === 'demo' || region === 'custom') return undefined;
  const legacy = auth === 'legacy';
  const origins = legacy ? API1_ORIGINS : REGION_ORIGINS;
  if (Object.hasOwn(origins, region)) return undefined;
  const values = { region, choices: Object.keys(origins).join(', ') };
  return legacy ? { key: 'regionApi2', values } : { key: 'regionApi1', values };
}

/** Hosts of API 1.0 (wire.md 1.2): in mimecast.com, but not in services.mimecast.com. */
export function isApi1Host(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return /(^|\.)mimecast\.com$/.test(name) && !/(^|\.)services\.mimecast\.com$/.test(name);
}

export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Requires https except for loopback hosts, an origin without a path, and API 1.0 keys for API 1.0 hosts. */
export function checkBaseUrl(value: string, auth: Auth = 'oauth2'): ValidationProblem | undefined {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return { key: 'url', values: { value: value.slice(0, 60) } };
  }
  if (auth !== 'legacy' && isApi1Host(url.hostname))
    return { key: 'api1Host', values: { host: url.hostname } };
  if (url.username !== '' || url.password !== '') return { key: 'urlCredentials', values: {} };
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!secure) return { key: 'urlHttps', values: { host: url.hostname } };
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return { key: 'urlPath', values: {} };
  return undefined;
}
