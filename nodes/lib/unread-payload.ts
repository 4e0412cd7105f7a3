import { inspect } from 'node:util';

/**
 * A payload that is made when somebody reads it: while a backlog is on its way to a file, nobody does. For a flow
 * it is a property like any other: what reads, clones or stringifies the message finds the value, and it can be set, moved
 * and deleted.
 */
interface Unread {
  readonly make: () => unknown;
  readonly lines: Uint8Array;
}

const UNREAD = Symbol('unread payload');

/**
 * The same functions for all messages: V8 keeps accessors with an object's shape, and shapes live long. What a getter
 * of one message could reach, a megabyte of records, would live as long.
 */
const ACCESSORS = {
  get(this: object): unknown {
    const value = unreadOf(this)?.make();
    become(this, value);
    return value;
  },
  set(this: object, value: unknown): void {
    become(this, value);
  },
};

/** The console, and a debug node that writes to it, would show that there is a getter. */
function shown(this: object): object {
  return { ...this };
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
export function unreadLines(message: object): Uint8Array | undefined {
  const isUnread = Object.getOwnPropertyDescriptor(message, 'payload')?.get === ACCESSORS.get;
  return isUnread ? unreadOf(message)?.lines : undefined;
}

function unreadOf(message: { readonly [UNREAD]?: Unread }): Unread | undefined {
  return message[UNREAD];
}

function become(message: { [UNREAD]?: Unread }, value: unknown): void {
  delete message[UNREAD];
  Object.defineProperty(message, 'payload', {
    ...{ configurable: true, enumerable: true, writable: true },
    value,
  });
}
