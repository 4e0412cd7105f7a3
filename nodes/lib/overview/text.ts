/** Texts in the model: names of users and messages of other systems. Whatever they hold, they are one line, and short. */
import { MAX_NAME_LENGTH, MAX_REASON_LENGTH } from '../contracts/overview';
import { sanitizeText } from '../util/redaction/redactor';

/** Control characters, line breaks of Unicode, and characters that turn the direction of the text around them. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** A name that a user chose. A flow file may have anything in its place: what is no text has no name. */
export function toName(text: unknown, maxLength = MAX_NAME_LENGTH): string {
  if (typeof text !== 'string') return '';
  // Cut first: the rest takes time by length. A half of a character pair has no place in JSON for others.
  const line = text
    .slice(0, 4 * maxLength)
    .replace(INVISIBLE, ' ')
    .trim()
    .toWellFormed();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1).toWellFormed()}…` : line;
}

/** A message, which may have what an API or a receiver sent. */
export const toReason = (text: string): string =>
  toName(sanitizeText(text, MAX_REASON_LENGTH), MAX_REASON_LENGTH);
