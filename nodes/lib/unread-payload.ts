import { inspect } from 'node:util';

/**
 * A payload that is made when somebody reads it: while a backlog is on its way to a file, nobody does. For a flow
 * it is a property like any other: what reads, clones or stringifies the message finds the value, and it can be set, moved
 * and deleted.
 */
interface Unread {
  readonly make: () => unknown;
  readonly lines: Uint8Array;
  /** of a message that a flow has sealed or frozen, where it can't become a plain property */
  made?: { readonly value: unknown };
}

const UNREAD = Symbol('unread payload');

type Message = object & { [UNREAD]?: Unread };

/**
 * The same functions for all messages: V8 keeps accessors with an object's shape, and shapes live long. What a getter
 * of one message could reach, a megabyte of records, would live as long.
 */
const ACCESSORS = {
  get(this: Message): unknown {
    const unread = this[UNREAD];
    if (unread?.made !== undefined) return unread.made.value;
    const value = unread?.make();
    become(this, value);
    return value;
  },
  set(this: Message, value: unknown): void {
    if (!Object.isFrozen(this)) become(this, value);
  },
};

function become(message: Message, value: unknown): void {
  if (Object.isSealed(message)) {
    const unread = message[UNREAD];
    if (unread !== undefined) unread.made = { value };
    return;
  }
  delete message[UNREAD];
  Reflect.deleteProperty(message, inspect.custom);
  Object.defineProperty(message, 'payload', {
    ...{ configurable: true, enumerable: true, writable: true },
    value,
  });
}

/** The console, and a debug node that writes to it, would show that there is a getter. */
function shown(this: Message): object {
  const plain = { ...this };
  // Read, it has a plain property now, and what points back to the message finds it.
  return Object.isSealed(this) ? plain : this;
}

/** @param lines what the payload is as lines of UTF-8, a line break behind each; nobody changes them */
export function setUnread(message: object, make: () => unknown, lines: Uint8Array): void {
  const unread: Unread = { make, lines };
  Object.defineProperties(message, {
    [UNREAD]: { configurable: true, writable: true, value: unread },
    [inspect.custom]: { configurable: true, value: shown },
    payload: { configurable: true, enumerable: true, ...ACCESSORS },
  });
}

/** The lines of a payload that nobody has read or replaced since it was set; undefined for any other. */
export function unreadLines(message: Message): Uint8Array | undefined {
  const isUnread = Object.getOwnPropertyDescriptor(message, 'payload')?.get === ACCESSORS.get;
  const unread = message[UNREAD];
  return isUnread && unread?.made === undefined ? unread?.lines : undefined;
}
