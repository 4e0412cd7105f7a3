/** RFC 2047 encoded words, `=?charset?Q?…?=`, in headers that arrive undecoded (wire.md 4.3, subject). */

const WORD = /=\?([\w-]{1,40})(?:\*[\w-]{1,20})?\?([bq])\?([!->@-~]{0,4096})\?=/gi;
/** RFC 2047 ignores white space between two encoded words. */
const SPACE_BETWEEN = /(=\?[\w*-]{1,61}\?[bq]\?[!->@-~]{0,4096}\?=)\s+(?==\?[\w*-]{1,61}\?[bq]\?)/gi;

function quotedPrintable(encoded: string): Buffer {
  const spaced = encoded.replaceAll('_', ' ');
  const bytes = spaced.replace(/=([0-9a-f]{2})/gi, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}

function decodeWord(original: string, charset: string, encoding: string, encoded: string): string {
  const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(encoded, 'base64') : quotedPrintable(encoded);
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    // unknown character set or invalid bytes: keep the original
    return original;
  }
}

export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  return value.replace(SPACE_BETWEEN, '$1').replace(WORD, decodeWord);
}
