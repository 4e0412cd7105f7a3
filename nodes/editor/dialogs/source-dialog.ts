import type { NodeType } from '../../lib/properties';
import { initDeliveryFields } from '../canvas/delivery-fields';
import type { CheckboxOption } from '../fields/checkbox-list';
import type { Translate } from '../fields/fields';
import { initFields } from '../fields/init-fields';
import { initSelectField } from '../fields/select-field';
import { initPosition } from './position/position-panel';
import { initPreview } from './preview';

interface EditedNode {
  readonly id: string;
  readonly _: Translate;
}

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
