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

/** Of the region `demo`: one without problems, one with many, and one of thirty customers of a provider. */
export const SCENARIOS = ['healthy', 'troubled', 'msp'] as const;
