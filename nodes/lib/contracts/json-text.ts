import { MAX_LIST_LENGTH } from './json';

/** Values in one record of a message: members, entries of lists and bytes. */
export const MAX_VALUES = 10_000_000;

export type JsonText =
  | { readonly ok: true; readonly json: string }
  | { readonly ok: false; readonly reason: string };

const NO_FORM = "it can't be written as JSON";
const UNWRITABLE = `${NO_FORM}: it contains a circular reference or a BigInt, or is nested too deeply`;

/**
 * A value of a flow as one line of JSON. Its size is counted first: a list with holes has a length of millions and takes no
 * memory, but its text does, and so does what is contained in itself a thousand times.
 */
export function writeJson(value: unknown): JsonText {
  const reason = sizeProblem(value);
  if (reason !== undefined) return { ok: false, reason };
  try {
    const json: string | undefined = JSON.stringify(value);
    return json === undefined ? { ok: false, reason: NO_FORM } : { ok: true, json };
  } catch {
    return { ok: false, reason: UNWRITABLE };
  }
}

/** Says why a value is too large, or too deep, to be written; undefined: it is not. */
export function sizeProblem(value: unknown): string | undefined {
  try {
    return new Counter().problemOf(value);
  } catch {
    return UNWRITABLE;
  }
}

class Counter {
  #values = 0;

  /** Throws, as JSON.stringify does, where a getter throws and where there is no end of levels. */
  problemOf(value: unknown): string | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    if (ArrayBuffer.isView(value)) return this.#add(value.byteLength);
    const isList = Array.isArray(value);
    if (isList && value.length > MAX_LIST_LENGTH)
      return `a list in it has more than ${MAX_LIST_LENGTH} entries`;
    const members: readonly unknown[] = isList ? value : Object.values(value);
    const tooMany = this.#add(members.length);
    if (tooMany !== undefined) return tooMany;
    for (const member of members) {
      const problem = this.problemOf(member);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #add(count: number): string | undefined {
    this.#values += count;
    return this.#values > MAX_VALUES ? `it has more than ${MAX_VALUES} values` : undefined;
  }
}
