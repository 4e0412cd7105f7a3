import { choice } from './choice';
import { recordsAndDelivery } from './delivery';
import type { Translate } from './fields';
import { types } from './types';

/** Brings the form parts that every source has to life: schedule, types, records, delivery. */
export function source(knownTypes: readonly string[], translate: Translate): void {
  choice('node-input-everyUnit');
  types(knownTypes, translate);
  recordsAndDelivery();
}
