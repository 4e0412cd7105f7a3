/** Sanitizes texts for line formats: no control characters, no lone surrogates, no spaces at the ends. */

import { wellFormed } from '../well-formed';

/** Includes the Unicode line breaks, because some receivers end a line at them. */
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const CONTROL = /[\p{Cc}\u2028\u2029]/gu;
const LONE_SURROGATE = /\p{Cs}/gu;

/** Replaces a lone surrogate, which has no UTF-8 form. */
export const REPLACEMENT = '\ufffd';

/** Replaces control characters by `instead`, and lone surrogates by U+FFFD. */
export function stripControl(text: string, replacement = ' '): string {
  if (!UNSAFE.test(text)) return text;
  return text.replace(CONTROL, replacement).replace(LONE_SURROGATE, REPLACEMENT);
}

/** Truncates to `max` UTF-16 units without splitting a surrogate pair. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

/** Trims spaces only: a byte order mark or a right-to-left mark is content. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) === SPACE) start += 1;
  while (end > start && text.charCodeAt(end - 1) === SPACE) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

const SPACE = 0x20;

/** A name for ids and paths: no control characters, one blank between words, none at the ends. */
export const cleanName = (text: string): string => trimBlanks(stripControl(text).replace(/ {2,}/g, ' '));

/** JSON on one line: all characters that may end a line are escaped. The parsed value is the same. */
export function toJsonLine(value: unknown): string {
  const json = JSON.stringify(value) ?? 'null';
  if (!UNSAFE.test(json)) return json;
  return json.replace(CONTROL, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Scalars as text, everything else as JSON, which would have an escape sequence in place of half a surrogate pair. */
export function toText(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : toJsonLine(wellFormed(value));
}
