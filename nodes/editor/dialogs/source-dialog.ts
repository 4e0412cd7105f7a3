import type { NodeType } from '../../lib/properties';
import { initDeliveryFields } from '../canvas/delivery-fields';
import type { CheckboxOption } from '../fields/checkbox-list';
import type { Translate } from '../fields/fields';
import { initFields } from '../fields/init-fields';
import { initSelectField } from '../fields/select-field';
import { initPosition } from './position-panel';
import { initPreview } from './preview';

/** The common members of all sources in the editor. */
interface SourceNode {
  readonly name: string;
  readonly _: Translate;
}

interface EditedNode extends SourceNode {
  readonly id: string;
}

export const sourceAppearance = {
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

/** Initializes the common parts of all source dialogs. Call it last: it processes all fields. */
export function initSourceDialog(node: EditedNode, type: NodeType): void {
  const translate: Translate = (key, values) => node._(key, values);
  initSelectField('node-input-everyUnit');
  initDeliveryFields();
  initPreview({ id: node.id, type }, translate);
  initPosition(node.id, translate);
  initFields(node, type);
}

/** Options from the values of a table, with texts from the section `field` of the catalogue. */
export function optionsOf(
  field: string,
  words: readonly string[],
  translate: Translate,
): readonly CheckboxOption[] {
  return words.map((value) => ({ value, about: translate(`${field}.${value}`) }));
}
