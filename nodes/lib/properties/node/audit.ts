import { enumListOf, listOf } from '../property-types';
import { interval, sourceProperties } from '../source';

export const AUDIT_TYPES = ['audit'] as const;

export const auditProperties = {
  ...sourceProperties,
  every: interval(15),
  types: enumListOf('', AUDIT_TYPES),
  /** Category codes. They differ between accounts, so only the format is validated. Empty: all. */
  categories: listOf(/^\w+$/, 'categoryCode'),
};
