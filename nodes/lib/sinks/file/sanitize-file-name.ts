/** Sanitizes remote text for a file name. Pure. */

const MAX_BYTES = 100;
/** Replaces a value that the message does not have. */
export const UNKNOWN = 'unknown';
/** Windows device names, with any extension; Windows treats ¹²³ as digits here. */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])\s*(?:\.|$)/i;

/** Truncates at a character boundary. */
function truncateBytes(text: string): string {
  if (Buffer.byteLength(text) <= MAX_BYTES) return text;
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_BYTES) break;
    kept += character;
  }
  return kept;
}

/**
 * A single name without separators, drive letters, streams (`:`), wildcards, control and invisible
 * characters. It does not start or end with a dot and has no two dots in a row. Spaces become `-`, as in
 * topics. Never empty.
 */
export function sanitizeFileName(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return UNKNOWN;
  const name = truncateBytes(
    String(value)
      .slice(0, 1000)
      .normalize('NFC')
      .trim()
      .replace(/\s+/g, '-')
      // A lone surrogate has no UTF-8 form; \p{C} includes it and all invisible characters.
      .replace(/\p{C}|[\\/:*?"<>|]/gu, '_')
      .replace(/\.{2,}/g, '_'),
  )
    .replace(/^\./, '_')
    .replace(/\.$/, '_');
  return name === '' ? UNKNOWN : name;
}

/** A complete name between two separators that contains message content. */
export function sanitizeSegment(segment: string): string {
  return WINDOWS_DEVICE.test(segment) ? `_${segment}` : segment;
}
