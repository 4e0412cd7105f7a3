/**
 * Finds values in a text that may have encoded them: in a URL, once or several times, in JSON, in HTML, and with
 * invisible characters in between. The work is linear in the text.
 */

/** Encodings inside encodings that are undone, for example a URL in the query of a URL in JSON. */
const MAX_ENCODINGS = 4;

/** The names of the characters that credentials have and that a page may write as an entity. */
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  plus: '+',
  sol: '/',
  bsol: '\\',
  equals: '=',
  colon: ':',
  num: '#',
  percnt: '%',
  commat: '@',
  lowbar: '_',
  period: '.',
  hyphen: '-',
  dash: '-',
  excl: '!',
  dollar: '$',
  lpar: '(',
  rpar: ')',
  ast: '*',
  comma: ',',
  semi: ';',
  quest: '?',
  lsqb: '[',
  rsqb: ']',
  hat: '^',
  grave: '`',
  lcub: '{',
  rcub: '}',
  verbar: '|',
  vert: '|',
  nbsp: '\u00a0',
  shy: '\u00ad',
};

/** A line break or tab after a backslash. Such a character is left out afterwards. */
const CONTROL = /^\\[nrtbf]$/;
const OCTAL = /^\\([0-7]{3})$/;

/** Everything has a maximum length, so that no position is looked at twice. */
const ENCODED =
  /(?:%[0-9a-f]{2}){1,64}|%u[0-9a-f]{4}|\\u\{[0-9a-f]{1,6}\}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[0-7]{3}|\\[!-/:-@[-`{-~nrtbf]|&#x[0-9a-f]{1,16};?|&#\d{1,16};?|&[a-z]{2,6};|[\p{Cc}\p{Cf}]/giu;
/** Bytes in mail, and line breaks that are none. Queries have such numbers, too, so it is never decoded with the others. */
const QUOTED_PRINTABLE = /(?:=[0-9a-f]{2}){1,64}|=\r?\n/gi;
/** What stands between bytes in hex, and the large digits. */
const BESIDE_HEX = /[:,\s-]{1,2}(?:0x|\\x)?(?=[0-9a-fA-F]{2}(?![0-9a-fA-F]))|[A-F]/g;
const HEX = /^[0-9a-f]{8,}$/;

/** A text, and for each of its characters where that begins and ends in the original. */
export interface Mapped {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** From, to: the end is not part of it. */
export type Range = readonly [number, number];

const fromCode = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');

/** What one of the encodings above means; the same text where it is none. */
export function decoded(found: string): string {
  if (/^%u/i.test(found)) return fromCode(Number.parseInt(found.slice(2), 16));
  if (found.startsWith('%')) return Buffer.from(found.replaceAll('%', ''), 'hex').toString('utf8');
  const hex = /^(?:\\u\{|\\u|\\x|&#x)([0-9a-f]+)/i.exec(found)?.[1];
  if (hex !== undefined) return fromCode(Number.parseInt(hex, 16));
  if (found.startsWith('&#')) return fromCode(Number.parseInt(found.slice(2), 10));
  if (found.startsWith('&')) return ENTITIES[found.slice(1, -1).toLowerCase()] ?? found;
  const octal = OCTAL.exec(found)?.[1];
  if (octal !== undefined) return fromCode(Number.parseInt(octal, 8));
  if (CONTROL.test(found)) return '\n';
  // A backslash before a character, or an invisible character.
  return found.slice(1);
}

/** Writes a decoded text, and remembers where its characters come from. */
class Decoder {
  readonly #source: Mapped;
  readonly #parts: string[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #at = 0;

  constructor(source: Mapped) {
    this.#source = source;
  }

  /** One encoded byte for each character where that is possible, so that what is beside a value stays. */
  replace(index: number, found: string, plain: string): void {
    this.#copyTo(index);
    this.#at = index + found.length;
    this.#parts.push(plain);
    const width = plain.length * 3 === found.length ? 3 : undefined;
    for (let i = 0; i < plain.length; i += 1) {
      const from = width === undefined ? index : index + i * width;
      this.#add(from, width === undefined ? this.#at : from + width);
    }
  }

  end(): Mapped {
    this.#copyTo(this.#source.text.length);
    return { text: this.#parts.join(''), starts: this.#starts, ends: this.#ends };
  }

  #copyTo(end: number): void {
    this.#parts.push(this.#source.text.slice(this.#at, end));
    for (; this.#at < end; this.#at += 1) this.#add(this.#at, this.#at + 1);
  }

  #add(from: number, to: number): void {
    this.#starts.push(this.#source.starts[from] ?? 0);
    this.#ends.push(this.#source.ends[to - 1] ?? 0);
  }
}

/** A text that nothing was decoded of yet. */
export function mapped(text: string): Mapped {
  const starts = Array.from({ length: text.length }, (_, index) => index);
  return { text, starts, ends: starts.map((index) => index + 1) };
}

/**
 * @param encoded must be global, and take time in proportion to the text
 * @param plainOf what the found text means; the same text where it is not encoded
 * @returns undefined: nothing in it is encoded
 */
export function decodeOnce(
  source: Mapped,
  encoded = ENCODED,
  plainOf: (found: string) => string = decoded,
): Mapped | undefined {
  const decoder = new Decoder(source);
  let changed = false;
  for (const { 0: found, index } of source.text.matchAll(encoded)) {
    const plain = plainOf(found);
    if (plain === found) continue;
    changed = true;
    decoder.replace(index, found, plain);
  }
  return changed ? decoder.end() : undefined;
}

function* rangesIn({ text, starts, ends }: Mapped, values: readonly string[]): Generator<Range> {
  for (const value of values) {
    for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + value.length)) {
      yield [starts[at] ?? 0, ends[at + value.length - 1] ?? text.length];
    }
  }
}

const quotedPrintable = (found: string): string =>
  /^=\s/.test(found) ? '' : Buffer.from(found.replaceAll('=', ''), 'hex').toString('utf8');
const plainHex = (found: string): string => (/^[A-F]$/.test(found) ? found.toLowerCase() : '');

/** Encodings that a text has alone or not at all: to decode them would damage other texts. */
function* rangesInOthers(source: Mapped, values: readonly string[]): Generator<Range> {
  const mail = decodeOnce(source, QUOTED_PRINTABLE, quotedPrintable);
  if (mail !== undefined) yield* rangesIn(mail, values);
  const hex = decodeOnce(source, BESIDE_HEX, plainHex);
  if (hex !== undefined)
    yield* rangesIn(
      hex,
      values.filter((value) => HEX.test(value)),
    );
}

/** Where the values are in the text, encoded or not; in order, without overlaps. */
export function findEncoded(text: string, values: readonly string[]): readonly Range[] {
  if (values.length === 0) return [];
  let source: Mapped | undefined = mapped(text);
  const found: Range[] = [];
  for (let depth = 0; source !== undefined && depth <= MAX_ENCODINGS; depth += 1) {
    for (const range of rangesIn(source, values)) found.push(range);
    for (const range of rangesInOthers(source, values)) found.push(range);
    source = decodeOnce(source);
  }
  found.sort(([a], [b]) => a - b);
  const merged: Range[] = [];
  for (const [from, to] of found) {
    const last = merged.at(-1);
    if (last === undefined || from >= last[1]) merged.push([from, to]);
    else merged[merged.length - 1] = [last[0], Math.max(last[1], to)];
  }
  return merged;
}
