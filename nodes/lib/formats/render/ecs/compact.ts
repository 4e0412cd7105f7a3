export type Json = Record<string, unknown>;

const isEmpty = (value: unknown): boolean => {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const _member in value) return false;
  return true;
};

/** Drops undefined members and empty objects. */
export function compact(members: Json): Json {
  const all: Json = {};
  for (const name of Object.keys(members)) {
    const value = members[name];
    if (!isEmpty(value)) all[name] = value;
  }
  return all;
}
