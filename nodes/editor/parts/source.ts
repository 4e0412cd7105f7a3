import { choice } from './choice';
import { showIf, type Translate } from './fields';
import { types } from './types';

/** Brings the form parts that every source has to life: schedule, types, records. */
export function source(knownTypes: readonly string[], translate: Translate): void {
  choice('node-input-everyUnit');
  types(knownTypes, translate);
  // Records that go out one by one make no pages to be bounded; a variable may say anything.
  choice('node-input-output', (output) => showIf('node-input-chunk-rows', output !== 'event'));
}
