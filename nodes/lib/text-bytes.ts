/**
 * Texts that were made of bytes, with the bytes: who writes such a text need not encode it again. By the message
 * that carries it, so that nothing is kept longer than the message is.
 */
const known = new WeakMap<object, { readonly text: string; readonly bytes: Uint8Array }>();

/** @param bytes the UTF-8 of `text` with a line break behind it; nobody changes them */
export function noteBytes(message: object, text: string, bytes: Uint8Array): void {
  known.set(message, { text, bytes });
}

/** The UTF-8 of `text` with a line break behind it, for the first who asks; undefined where the message has another one. */
export function takeBytes(message: object, text: unknown): Uint8Array | undefined {
  const noted = known.get(message);
  known.delete(message);
  return noted !== undefined && noted.text === text ? noted.bytes : undefined;
}
