/** Whether an octet of UTF-8 is not the first of its character. */
export const isContinuation = (octet: number | undefined): boolean =>
  octet !== undefined && (octet & 0xc0) === 0x80;

/**
 * Truncates UTF-8 at a character boundary. Returns the message itself when it fits. Pure.
 * @param maxBytes octets, at least 4
 */
export function truncate(message: Buffer, maxBytes: number): Buffer {
  if (message.length <= maxBytes) return message;
  let end = maxBytes;
  while (end > 0 && isContinuation(message[end])) end -= 1;
  return message.subarray(0, end);
}
