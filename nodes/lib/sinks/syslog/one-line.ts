/** No record may break out of its line or frame: control characters are written out, as JSON does it. Pure. */

/** All but the tab: it separates the fields of LEEF, and ends neither a line nor a frame. */
const CONTROL = /(?!\t)\p{Cc}/gu;
const ANY_CONTROL = /(?!\t)\p{Cc}/u;
const BREAKS = /[\r\n]+/g;

const NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r' };

/** `\n`, `\r`, `\u0000`; a line break at the very end goes: the framing has its own. */
export function oneLine(text: string): string {
  if (!ANY_CONTROL.test(text)) return text;
  return text
    .replace(/[\r\n]+$/, '')
    .replace(CONTROL, (one) => NAMES[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** JSON has line breaks only between its parts, where a space is as good; so it stays the JSON that it is. */
export function oneLineOfJson(json: string): string {
  return oneLine(json.replace(BREAKS, ' '));
}
