/** Converts any value to JSON data: for payloads from other nodes. Records of our source nodes are JSON already. */

/** Deeper than any Mimecast record. Deeper values are replaced by a marker. */
const MAX_DEPTH = 24;
/** Limit of all members together, for huge objects such as an HTTP request. */
const MAX_MEMBERS = 100_000;

/** Whether it is a plain object. Objects from a function node have the prototype of another realm. */
export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Decodes bytes as UTF-8; undefined for anything else. */
export function decodeBytes(value: unknown): string | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8');
}

function scalar(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'string' || typeof value === 'boolean' || value === null ? value : undefined;
}

/** Reads a member. A getter that throws gives a marker instead. */
function safeGet(value: object, name: string): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return '[unreadable]';
  }
}

function unwrapBuiltIn(value: object): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  // name and message of an error are not enumerable
  if (value instanceof Error) return { ...value, name: value.name, message: value.message };
  return decodeBytes(value) ?? value;
}

/**
 * Whether a list of a flow claims to be much longer than it is: `new Array(2 ** 31)` takes no memory, and minutes to
 * iterate. Lists of parsed JSON have no holes.
 */
export const isHollow = (list: readonly unknown[]): boolean =>
  list.length > MAX_MEMBERS && Object.keys(list).length < list.length;

/** Never throws and always ends. Functions and `undefined` are dropped, as in JSON. */
export function toJson(root: unknown): unknown {
  let remaining = MAX_MEMBERS;
  const ancestors: object[] = [];
  const copy = (input: unknown): unknown => {
    if (typeof input !== 'object' || input === null) return scalar(input);
    if (ancestors.includes(input)) return '[circular]';
    if (ancestors.length > MAX_DEPTH || remaining <= 0) return '[too much]';
    ancestors.push(input);
    const converted = copyInto(isPlainObject(input) ? input : unwrapBuiltIn(input));
    ancestors.pop();
    return converted;
  };
  const copyInto = (value: unknown): unknown => {
    if (Array.isArray(value)) return copyList(value);
    return typeof value === 'object' && value !== null ? copyMembers(value) : value;
  };
  const copyList = (value: readonly unknown[]): unknown[] => {
    if (isHollow(value)) return copyList(Object.values(value));
    remaining -= value.length;
    return value.map((one) => copy(one) ?? null);
  };
  const copyMembers = (value: object): object => {
    const pairs: [string, unknown][] = [];
    for (const name of Object.keys(value)) {
      remaining -= 1;
      if (remaining < 0) return Object.fromEntries([...pairs, ['…', '[too much]']]);
      const member = copy(safeGet(value, name));
      if (member !== undefined) pairs.push([name, member]);
    }
    // `__proto__` becomes a member like any other
    return Object.fromEntries(pairs);
  };
  return copy(root);
}
