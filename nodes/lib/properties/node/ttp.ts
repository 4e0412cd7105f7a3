import { choices, list } from '../property-types';
import { ROUTES } from '../values/routes';
import { sourceProperties } from '../source';

export const TTP_TYPES = ['url', 'attachment', 'impersonation'] as const;

/** Results of URL and attachment logs (wire.md 10.1, 10.2). The dialog accepts others. */
export const TTP_RESULTS = [
  'clean',
  'safe',
  'suspicious',
  'malicious',
  'unsafe',
  'timeout',
  'error',
] as const;

export const ttpProperties = {
  ...sourceProperties,
  types: choices('', TTP_TYPES),
  routes: choices('', ROUTES),
  results: list(/^\w+$/, 'resultName'),
};
