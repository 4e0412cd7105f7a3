import { choices, list } from './kinds';
import { interval, sourceProperties } from './source';

export const AUDIT_TYPES = ['audit'] as const;

export const auditProperties = {
  ...sourceProperties,
  every: interval(15),
  types: choices('', AUDIT_TYPES),
  /** codes; accounts differ in which they have, so only the form is checked. Empty: all */
  categories: list(/^\w+$/, 'categoryCode'),
};
