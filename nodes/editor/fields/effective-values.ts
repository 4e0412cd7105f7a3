import { type NodeType, PROPERTIES } from '../../lib/properties';
import type { Property, PropertyTable } from '../../lib/properties/property-types';
import { inputOf } from './fields';

/** All properties of a node, as text. */
export type EffectiveValues<Type extends NodeType> = Readonly<
  Record<keyof (typeof PROPERTIES)[Type], string>
>;

/**
 * What a node does with its properties: the stored values, and where there is none the default of the run time. The
 * editor keeps an imported node as it is, so a node from a hand-written or older flow lacks properties.
 */
export function effectiveValues<Type extends NodeType>(node: object, type: Type): EffectiveValues<Type> {
  const table: PropertyTable = PROPERTIES[type];
  const values = Object.entries(table).map(([name, property]) => [
    name,
    effectiveValue(property, Reflect.get(node, name)),
  ]);
  return Object.fromEntries(values);
}

function effectiveValue(property: Property<unknown>, stored: unknown): string {
  const text = String(stored ?? '');
  if (text.trim() !== '') return text;
  const parsed = property.parse(stored);
  const value = (parsed.ok ? parsed.value : undefined) ?? '';
  // The value of an object is no text; its default is one.
  return typeof value === 'object' && !Array.isArray(value) ? String(property.value) : String(value);
}

/**
 * Shows what a node does that lacks properties. Call it first in a dialog; *Done* then stores what is shown, and not an
 * empty list, which means all.
 */
export function showEffectiveValues(node: object, type: NodeType): void {
  const table: PropertyTable = PROPERTIES[type];
  for (const [name, property] of Object.entries(table)) {
    const input = inputOf(`node-input-${name}`);
    const stored: unknown = Reflect.get(node, name);
    if (input === undefined || input.type === 'checkbox' || String(stored ?? '').trim() !== '') continue;
    input.value = effectiveValue(property, stored);
  }
}
