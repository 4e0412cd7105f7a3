/** What Splunk finds in our HEC output of a shape, with examples/splunk installed. */
import { lineOf } from '../../../formats/support/format-sample';
import { SHAPES, shapeOf } from '../support/shapes';
import { ADD_ON } from './add-on';
import type { Value } from './eval/values';
import type { NullAs } from './json-fields';
import { type Found, search } from './search-time';

const known = new Map<string, Found>();

export function found(name: string, nulls: NullAs = 'text'): Found {
  const key = `${nulls} ${name}`;
  const result = known.get(key) ?? search(ADD_ON, lineOf(shapeOf(name), { format: 'hec' }), nulls);
  known.set(key, result);
  return result;
}

/** The values of some fields; null for a field that does not resolve. */
export function valuesOf(name: string, fields: readonly string[]): Readonly<Record<string, Value>> {
  const all = found(name).fields;
  return Object.fromEntries(fields.map((field) => [field, all.get(field) ?? null]));
}

export const namesWithTag = (tag: string): readonly string[] =>
  [...SHAPES.keys()].filter((name) => found(name).tags.includes(tag));
