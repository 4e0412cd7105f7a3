export type Json = Record<string, unknown>;

const isEmpty = (value: unknown): boolean => {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const _member in value) return false;
  return true;
};

const NOTHING: Json = {};

/** An object with one member; an empty one when it is undefined. */
export const only = (name: string, value: unknown): Json =>
  value === undefined ? NOTHING : { [name]: value };

/** Drops undefined members and empty objects. */
export function compact(members: Json): Json {
  const all: Json = {};
  // faster than a list of the names
  for (const name in members) {
    const value = members[name];
    if (!isEmpty(value)) all[name] = value;
  }
  return all;
}
