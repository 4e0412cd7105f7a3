/**
 * The spellings of a text: in URLs an address is encoded, also several times; in HTML it has entities, in JSON and scripts
 * escapes, in mail quoted-printable. What is written in front of the @ may be encoded, too.
 */
import { decoded, decodeOnce, type Mapped, mapped } from '../../util/redaction/encoded-text';

/** A link in a link in a link. */
const MAX_ENCODINGS = 5;

/**
 * `=40` is an @ in quoted-printable only before a domain: queries have such numbers, too. Everything has a maximum length, so
 * that no position is looked at twice.
 */
const ENCODED =
  /(?:%[\da-f]{2}){1,64}|%u[\da-f]{4}|\\{1,8}(?:u\{[\da-f]{1,6}\}|u[\da-f]{4}|x[\da-f]{2}|100|["'/])|&#x[\da-f]{1,16};|&#\d{1,16};?|&[a-z]{2,6};|=40(?=(?:[\w-]{1,63}\.){1,8}[a-z]{2})|=\r?\n|\+AEA-/gi;
/** One of them may be an @, or the beginning of a text that has one. Nearly all texts have none, and are not decoded. */
const MAY_HIDE = /%(?:25|3[46]|40|u)|\\(?:[ux1\\/])|&(?:#|amp;|lt;|commat;)|=40|=\r?\n|\+AEA-/i;

/** The @ in other notations than those of URLs, JSON and HTML. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['=40', '@'],
  ['+AEA-', '@'],
  ['\\100', '@'],
  ['=\n', ''],
  ['=\r\n', ''],
]);

function plainOf(found: string): string {
  const short = found.replace(/^\\+/, '\\');
  const other = OTHERS.get(short.toUpperCase());
  if (other !== undefined) return other;
  if (/^%u/i.test(short)) return String.fromCharCode(Number.parseInt(short.slice(2), 16));
  return decoded(short);
}

export interface Spelling {
  readonly text: string;
  /** where a part of it is in the original */
  rangeOf(from: number, to: number): readonly [number, number];
}

const asItIs = (text: string): Spelling => ({ text, rangeOf: (from, to) => [from, to] });

const decodedFrom = ({ text, starts, ends }: Mapped): Spelling => ({
  text,
  rangeOf: (from, to) => [starts[from] ?? 0, ends[to - 1] ?? 0],
});

/** The text itself, then decoded once, twice, and so on. */
export function* spellingsOf(text: string): Generator<Spelling> {
  yield asItIs(text);
  if (!MAY_HIDE.test(text)) return;
  let source = mapped(text);
  for (let depth = 0; depth < MAX_ENCODINGS; depth += 1) {
    const next = decodeOnce(source, ENCODED, plainOf);
    if (next === undefined) return;
    source = next;
    yield decodedFrom(source);
  }
}
