import { boolean, enumListOf, listOf } from '../property-types';
import { ROUTES, sourceProperties } from '../source';

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
  types: enumListOf('', TTP_TYPES),
  routes: enumListOf('', ROUTES),
  results: listOf(/^\w+$/, 'resultName'),
  /** of the URL log, only what people did: no links that the scanner checked by itself (wire.md 10.1) */
  clicksOnly: boolean(),
};
