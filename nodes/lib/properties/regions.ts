import type { Problem } from './kinds';

/** Where API 2.0 lives (mimecast-api.md 1.1); `demo` is the simulated tenant, `custom` the base URL typed. */
export const REGION_ORIGINS = {
  global: 'https://api.services.mimecast.com',
  us: 'https://us-api.services.mimecast.com',
  uk: 'https://uk-api.services.mimecast.com',
} as const;

export const REGIONS = ['global', 'us', 'uk', 'demo', 'custom'] as const;
export type Region = (typeof REGIONS)[number];

/** Hosts of API 1.0 (mimecast-api.md 1.2): any below mimecast.com that is not below services.mimecast.com. */
export function isApi1Host(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return /(^|\.)mimecast\.com$/.test(name) && !/(^|\.)services\.mimecast\.com$/.test(name);
}

export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** https, except for loopback addresses; an origin and nothing behind it; no API 1.0 host. */
export function checkBaseUrl(value: string): Problem | undefined {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return { key: 'url', values: { value: value.slice(0, 60) } };
  }
  if (isApi1Host(url.hostname)) return { key: 'api1Host', values: { host: url.hostname } };
  if (url.username !== '' || url.password !== '') return { key: 'urlCredentials', values: {} };
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!secure) return { key: 'urlHttps', values: { host: url.hostname } };
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return { key: 'urlPath', values: {} };
  return undefined;
}
