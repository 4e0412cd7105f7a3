export type Json = Record<string, unknown>;

const isEmpty = (value: unknown): boolean => {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const _member in value) return false;
  return true;
};

const NOTHING: Json = {};

/**
 * Objects with one member; an empty one when it is undefined. One function for each name: a member whose name is not in the
 * program is slow to set.
 */
export const named = (name: string | undefined): Json => (name === undefined ? NOTHING : { name });
export const withId = (id: string | undefined): Json => (id === undefined ? NOTHING : { id });
export const withAddress = (address: string | readonly string[] | undefined): Json =>
  address === undefined ? NOTHING : { address };

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
