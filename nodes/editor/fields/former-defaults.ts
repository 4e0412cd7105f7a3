import { type NodeType, PROPERTIES } from '../../lib/properties';
import type { PropertyTable } from '../../lib/properties/property-types';
import { inputOf } from './fields';

/**
 * Shows what a node from before a default changed does: it lacks the property and keeps the former default. Call
 * it first; *Done* then stores what is shown.
 */
export function showFormerDefaults(node: object, type: NodeType): void {
  const table: PropertyTable = PROPERTIES[type];
  for (const [property, { value, before = value }] of Object.entries(table)) {
    const stored: unknown = Reflect.get(node, property);
    const input = inputOf(`node-input-${property}`);
    if (before === value || input === undefined || (stored !== undefined && stored !== '')) continue;
    input.value = String(before);
  }
}
