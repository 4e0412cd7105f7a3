/** Texts for one line: no control characters, no half surrogates, no blanks at the ends. */

/** Line breaks of Unicode count as control characters here: some receivers end a line at them. */
const SUSPECT = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const CONTROL = /[\p{Cc}\u2028\u2029]/gu;
const HALF = /\p{Cs}/gu;

/** What stands for half a surrogate pair, which has no UTF-8 form. */
export const REPLACEMENT = '\ufffd';

/** Every control character becomes `instead`; half surrogates U+FFFD. */
export function clean(text: string, instead = ' '): string {
  if (!SUSPECT.test(text)) return text;
  return text.replace(CONTROL, instead).replace(HALF, REPLACEMENT);
}

/** At most `max` UTF-16 units, never half a pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

/** Blanks only: a byte order mark or a right-to-left mark is content. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) === BLANK) start += 1;
  while (end > start && text.charCodeAt(end - 1) === BLANK) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

const BLANK = 0x20;

/** JSON with nothing in it that a line could end at; the same value to every reader of JSON. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value) ?? 'null';
  if (!SUSPECT.test(json)) return json;
  return json.replace(CONTROL, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Scalars as they are, everything else as JSON. */
export function asText(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : jsonLine(value);
}
