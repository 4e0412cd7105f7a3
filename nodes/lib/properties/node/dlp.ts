import { enumListOf, listOf } from '../property-types';
import { interval, ROUTES, sourceProperties } from '../source';

export const DLP_TYPES = ['dlp'] as const;

/** Observed or documented actions. The list is open (wire.md 8), so the dialog accepts others. */
export const DLP_ACTIONS = ['hold', 'block', 'bounce', 'delete', 'notification', 'smart_folder'] as const;

export const dlpProperties = {
  ...sourceProperties,
  every: interval(15),
  types: enumListOf('', DLP_TYPES),
  routes: enumListOf('', ROUTES),
  actions: listOf(/^\w+$/, 'actionName'),
};
