/** Anything as something that JSON can say: for payloads that come from elsewhere, since a record of ours is that already. */

/** Deeper than any record of Mimecast's; what lies below is told, not shown. */
const DEEPEST = 24;
/** Members in all: somebody's request object would never end. */
const MOST = 100_000;

/** Whether it was made by braces or by JSON; in a function node it has another realm's prototype. */
export function isBare(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Bytes as the text that they are; undefined for anything else. */
export function textOfBytes(value: unknown): string | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8');
}

function scalar(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'string' || typeof value === 'boolean' || value === null ? value : undefined;
}

/** A member whose getter throws says so instead. */
function memberOf(value: object, name: string): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return '[unreadable]';
  }
}

function ofKnown(value: object): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  // its members are not enumerable
  if (value instanceof Error) return { ...value, name: value.name, message: value.message };
  return textOfBytes(value) ?? value;
}

/** Never throws and always ends; functions and `undefined` are left out, as JSON does it. */
export function plain(whole: unknown): unknown {
  let left = MOST;
  const above: object[] = [];
  const copy = (given: unknown): unknown => {
    if (typeof given !== 'object' || given === null) return scalar(given);
    if (above.includes(given)) return '[circular]';
    if (above.length > DEEPEST || left <= 0) return '[too much]';
    above.push(given);
    const made = copyInto(isBare(given) ? given : ofKnown(given));
    above.pop();
    return made;
  };
  const copyInto = (value: unknown): unknown => {
    if (Array.isArray(value)) return copyList(value);
    return typeof value === 'object' && value !== null ? copyMembers(value) : value;
  };
  const copyList = (value: readonly unknown[]): unknown[] => {
    left -= value.length;
    return value.map((one) => copy(one) ?? null);
  };
  const copyMembers = (value: object): object => {
    const pairs: [string, unknown][] = [];
    for (const name of Object.keys(value)) {
      left -= 1;
      if (left < 0) return Object.fromEntries([...pairs, ['…', '[too much]']]);
      const member = copy(memberOf(value, name));
      if (member !== undefined) pairs.push([name, member]);
    }
    // `__proto__` becomes a member like any other
    return Object.fromEntries(pairs);
  };
  return copy(whole);
}
