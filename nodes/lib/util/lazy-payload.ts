import { inspect } from 'node:util';

/**
 * A payload that is created when it is first read. While a backlog is written to a file, nothing reads it. For a
 * flow it is a normal property: reading, cloning and stringifying the message give the value, and it can be set,
 * moved and deleted.
 */
interface LazyPayload {
  readonly create: () => unknown;
  readonly lines: Uint8Array;
  /** Only for a sealed or frozen message, where the payload can't become a plain property. */
  materialized?: { readonly value: unknown };
}

const LAZY = Symbol('lazy payload');

type Message = object & { [LAZY]?: LazyPayload };

/**
 * All messages share these functions. V8 stores accessors in an object's shape, and shapes are long-lived: a getter
 * per message would keep everything it references, up to a megabyte of records, in memory.
 */
const ACCESSORS = {
  get(this: Message): unknown {
    const lazy = this[LAZY];
    if (lazy?.materialized !== undefined) return lazy.materialized.value;
    const value = lazy?.create();
    materialize(this, value);
    return value;
  },
  set(this: Message, value: unknown): void {
    if (!Object.isFrozen(this)) materialize(this, value);
  },
};

function materialize(message: Message, value: unknown): void {
  if (Object.isSealed(message)) {
    const lazy = message[LAZY];
    if (lazy !== undefined) lazy.materialized = { value };
    return;
  }
  delete message[LAZY];
  Reflect.deleteProperty(message, inspect.custom);
  Object.defineProperty(message, 'payload', {
    ...{ configurable: true, enumerable: true, writable: true },
    value,
  });
}

/** Without it, the console and a debug node that writes to it would show a getter instead of the value. */
function inspectMaterialized(this: Message): object {
  const plain = { ...this };
  // The spread has read the payload, so it is a plain property now. Circular references see it too.
  return Object.isSealed(this) ? plain : this;
}

/** @param lines the payload as UTF-8 lines, each with a line break; must not be changed afterwards */
export function setLazyPayload(message: object, create: () => unknown, lines: Uint8Array): void {
  const lazy: LazyPayload = { create, lines };
  Object.defineProperties(message, {
    [LAZY]: { configurable: true, writable: true, value: lazy },
    [inspect.custom]: { configurable: true, value: inspectMaterialized },
    payload: { configurable: true, enumerable: true, ...ACCESSORS },
  });
}

/** The lines of a payload that was neither read nor replaced since it was set; undefined for any other. */
export function rawLinesOf(message: Message): Uint8Array | undefined {
  const isLazy = Object.getOwnPropertyDescriptor(message, 'payload')?.get === ACCESSORS.get;
  const lazy = message[LAZY];
  return isLazy && lazy?.materialized === undefined ? lazy?.lines : undefined;
}
