import { list } from './kinds';
import { interval, sourceProperties } from './source';

export const auditProperties = {
  ...sourceProperties,
  every: interval(15),
  /** codes; accounts differ in which they have, so only the form is checked. Empty: all */
  categories: list(/^\w+$/, 'categoryCode'),
};
