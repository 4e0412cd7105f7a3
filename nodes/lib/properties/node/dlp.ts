import { choices, list } from '../property-types';
import { ROUTES } from '../values/routes';
import { interval, sourceProperties } from '../source';

export const DLP_TYPES = ['dlp'] as const;

/** Observed or documented actions. The list is open (wire.md 8), so the dialog accepts others. */
export const DLP_ACTIONS = ['hold', 'block', 'bounce', 'delete', 'notification', 'smart_folder'] as const;

export const dlpProperties = {
  ...sourceProperties,
  every: interval(15),
  types: choices('', DLP_TYPES),
  routes: choices('', ROUTES),
  actions: list(/^\w+$/, 'actionName'),
};
