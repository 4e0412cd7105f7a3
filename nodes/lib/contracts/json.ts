/** An object of parsed JSON: neither a list nor null. Values of unknown data are narrowed one by one. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Levels of objects and lists in a record. Code that visits a value level by level would exhaust the stack at some thousand. */
export const MAX_JSON_DEPTH = 128;

/** Whether a value of parsed JSON has more levels of objects and lists than `levels`. */
export function isDeep(value: unknown, levels = MAX_JSON_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.some((member) => typeof member === 'object' && isDeep(member, levels - 1));
}

/** Entries of a list in a message. A list with holes may have a length of four billion and take no memory. */
export const MAX_LIST_LENGTH = 1_000_000;

/** Says why a list can't be a payload; undefined: it can. */
export const listProblem = ({ length }: readonly unknown[]): string | undefined =>
  length > MAX_LIST_LENGTH ? `the payload has more than ${MAX_LIST_LENGTH} entries` : undefined;
