import { type NodeType, PROPERTIES } from '../../lib/properties';
import type { PropertyTable } from '../../lib/properties/property-types';
import { initGroups } from '../groups/groups';
import { autoWidth } from './auto-width';
import { initConfigNodeField } from './config-node-field';
import { showFieldErrors } from './field-errors';
import { inputOf, type Prefix, type Translate } from './fields';

/**
 * Initializes the fields of a dialog from its property table: config node fields that accept variables, wider
 * inputs for long values, groups that fold, and error messages. Call it last, after the dialog has created its fields.
 */
export function initFields(
  node: { readonly _: Translate },
  type: NodeType,
  prefix: Prefix = 'node-input',
): void {
  const table: PropertyTable = PROPERTIES[type];
  const translate: Translate = (key, values) => node._(key, values);
  for (const [property, { refersTo, required = false }] of Object.entries(table)) {
    const id = `${prefix}-${property}`;
    if (refersTo !== undefined)
      initConfigNodeField(
        { id, property, required, stored: String(Reflect.get(node, property) ?? '') },
        translate,
      );
    const input = inputOf(id);
    if (input !== undefined) autoWidth(input);
  }
  initGroups(type, prefix, translate);
  showFieldErrors(node, type, prefix);
}
