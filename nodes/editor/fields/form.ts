import { type NodeType, PROPERTIES } from '../../lib/properties';
import type { PropertyTable } from '../../lib/properties/property-types';
import { inputOf, type Prefix, type Translate } from './fields';
import { reasons } from './field-errors';
import { reference } from './config-node-field';
import { room } from './auto-width';

/**
 * Initializes the fields of a dialog from its property table: config node fields that accept variables, wider
 * inputs for long values, and error messages. Call it last, after the dialog has created its fields.
 */
export function form(node: { readonly _: Translate }, type: NodeType, prefix: Prefix = 'node-input'): void {
  const table: PropertyTable = PROPERTIES[type];
  const translate: Translate = (key, values) => node._(key, values);
  for (const [property, { refersTo, required = false }] of Object.entries(table)) {
    const id = `${prefix}-${property}`;
    if (refersTo !== undefined)
      reference({ id, property, required, stored: String(Reflect.get(node, property) ?? '') }, translate);
    const input = inputOf(id);
    if (input !== undefined) room(input);
  }
  reasons(node, type, prefix);
}
