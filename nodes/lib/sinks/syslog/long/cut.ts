/** Cuts a message in its text, with a mark at the end. Pure. */
import { closeEnvelope, leefSeparator, openEnvelope, uncuttable } from './envelope';
import { type Fitted, type LongMessage, NO_ROOM } from './long-message';
import { fittingEnd, reserveFor, storedSize } from './stored-size';

/** Octets of text without which a cut message is of no use. */
const MIN_TEXT_BYTES = 64;

/** A `=` would start a key in CEF and LEEF, and `|` or a backslash belong to their syntax. */
const inMark = (id: string): string =>
  id.replace(/\p{Cs}/gu, '-').replace(/[^\x21-\x7e]|[=|\\"[\]%]/gu, encodeURIComponent);

/** The last octet must not be half of an escape sequence such as `\=` or `\n`. */
function withoutHalfEscape(text: string): string {
  const backslashes = /\\*$/.exec(text.slice(-64))?.[0].length ?? 0;
  return backslashes % 2 === 1 ? text.slice(0, -1) : text;
}

/** LEEF without a last field that was cut in its key, or before its `=`. */
function withoutHalfField(text: string): string {
  const separator = leefSeparator(text);
  if (separator === undefined) return text;
  const start = Math.max(text.lastIndexOf(separator), uncuttable(text) - 1);
  return text.includes('=', start + 1) ? text : text.slice(0, Math.max(start, uncuttable(text)));
}

/**
 * The mark is ` [cut: 20480 octets, id hP5f7mBa]`: a part of the last value in CEF and LEEF, and no JSON, so
 * that nobody takes the rest for a whole record. Structured data that leaves no room is left out.
 */
export function cutMessage({ message, octets, id, maxBytes }: LongMessage): Fitted {
  const envelope = openEnvelope(message);
  const mark = ` [cut: ${octets.length} octets, id ${inMark(id)}]`;
  const text = Buffer.from(envelope.text, 'utf8');
  const minBytes = Math.max(
    Buffer.byteLength(envelope.text.slice(0, uncuttable(envelope.text))),
    Math.min(MIN_TEXT_BYTES, text.length),
  );
  for (const data of new Set([envelope.data, ''])) {
    const around = storedSize(Buffer.from(closeEnvelope(envelope, data, mark), 'utf8'));
    const end = fittingEnd(text, 0, maxBytes - around - reserveFor(text));
    if (end < minBytes) continue;
    const kept = withoutHalfField(withoutHalfEscape(text.toString('utf8', 0, end)));
    return { kind: 'cut', messages: [Buffer.from(closeEnvelope(envelope, data, kept + mark), 'utf8')] };
  }
  return NO_ROOM;
}
