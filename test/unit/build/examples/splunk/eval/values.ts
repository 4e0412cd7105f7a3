/** Values of eval: a field has a text, or a list of texts; a missing field is null. */
export type Value = string | number | boolean | readonly string[] | null;

const NUMBER = /^-?\d+(?:\.\d+)?$/;

export const isList = (value: Value): value is readonly string[] => Array.isArray(value);

export function numberOf(value: Value): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : null;
}

/** A single text. Functions for single values are not used with lists, because Splunk's result is not documented. */
export function textOf(value: Value, name: string): string | null {
  if (value === null) return null;
  if (isList(value)) {
    const [only] = value;
    if (value.length === 1 && only !== undefined) return only;
    throw new Error(`${name} has a list of ${value.length} values`);
  }
  return String(value);
}

export const listOf = (value: Value): readonly string[] =>
  value === null ? [] : isList(value) ? value : [String(value)];

/** One value of a list is a single value; an empty list is none. */
export const fromList = (all: readonly string[]): Value =>
  all.length === 0 ? null : all.length === 1 ? (all[0] ?? null) : all;

/** A comparison with null is null, which is not true. */
export const isTrue = (value: Value): boolean => value === true;
