import { choice } from './choice';
import { recordsAndDelivery } from './delivery';
import type { Translate } from './fields';
import type { Offer } from './ticks';

/** As far as every source looks the same in the editor. */
interface SourceNode {
  readonly name: string;
  readonly _: Translate;
}

export const sourceLook = {
  inputLabels(this: SourceNode): string {
    return this._('port.actions');
  },
  outputLabels(this: SourceNode, index: number): string {
    return this._(index === 0 ? 'port.records' : 'port.reports');
  },
  paletteLabel(this: SourceNode): string {
    return this._('palette');
  },
  labelStyle(this: SourceNode): string {
    return this.name ? 'node_label_italic' : '';
  },
} as const;

/** Brings the form parts that every source has to life: schedule, records, delivery. */
export function source(): void {
  choice('node-input-everyUnit');
  recordsAndDelivery();
}

/** Words of a table, each with its line in the section `field` of the catalogue. */
export function offersOf(field: string, words: readonly string[], translate: Translate): readonly Offer[] {
  return words.map((value) => ({ value, about: translate(`${field}.${value}`) }));
}
