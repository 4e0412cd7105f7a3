/** Remote text as a part of a file name. Pure. */

const LONGEST_BYTES = 100;
/** What stands where a message does not say. */
export const UNKNOWN = 'unknown';
/** Devices on Windows, whatever extension follows; ¹²³ count as digits there. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])\s*(?:\.|$)/i;

/** Cut at a character boundary. */
function shorten(text: string): string {
  if (Buffer.byteLength(text) <= LONGEST_BYTES) return text;
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > LONGEST_BYTES) break;
    kept += character;
  }
  return kept;
}

/**
 * One name without separators, drive letters, streams (`:`), wildcards, control and invisible characters; it
 * neither begins nor ends with a dot and has no two in a row. Spaces become `-`, as in topics. Never empty.
 */
export function safeName(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return UNKNOWN;
  const name = shorten(
    String(value)
      .slice(0, 1000)
      .normalize('NFC')
      .trim()
      .replace(/\s+/g, '-')
      // A half surrogate has no UTF-8 form; \p{C} holds it and all that can't be seen.
      .replace(/\p{C}|[\\/:*?"<>|]/gu, '_')
      .replace(/\.{2,}/g, '_'),
  )
    .replace(/^\./, '_')
    .replace(/\.$/, '_');
  return name === '' ? UNKNOWN : name;
}

/** A whole name between two separators, when a message had a say in it. */
export function safeSegment(segment: string): string {
  return RESERVED.test(segment) ? `_${segment}` : segment;
}
