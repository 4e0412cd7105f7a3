/** Escapes control characters as JSON does, so that a record can't break out of its line or frame. Pure. */

/**
 * All control characters but the tab: LEEF separates fields with it, and it ends neither a line nor a frame.
 */
const CONTROL = /(?!\t)\p{Cc}/gu;
const HAS_CONTROL = /(?!\t)\p{Cc}/u;
const LINE_BREAKS = /[\r\n]+/g;

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r' };

/** `\n`, `\r`, `\u0000`. A line break at the very end is removed: the framing adds its own. */
export function escapeControlChars(text: string): string {
  if (!HAS_CONTROL.test(text)) return text;
  return text
    .replace(/[\r\n]+$/, '')
    .replace(CONTROL, (one) => ESCAPES[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** In valid JSON, line breaks occur only between tokens, so a space can replace them. */
export function toSingleLineJson(json: string): string {
  return escapeControlChars(json.replace(LINE_BREAKS, ' '));
}
