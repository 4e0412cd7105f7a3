/** Texts, numbers and booleans of Mimecast, which are mostly encoded as texts (wire.md 4.3 and 14, row 17). */

const PLACEHOLDERS = new Set(['', 'null', 'undefined', 'None', 'N/A', 'NA']);
/** Digits with an optional sign and fraction. `Number` would also accept '' and '0x10'. */
const NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/;

/** Missing, `null`, `''`, white space, or the text `null`. */
export function isBlank(value: unknown): boolean {
  if (typeof value !== 'string') return value === undefined || value === null;
  return !beginsVisibly(value) && (value === '' || value === 'null' || value.trim() === '');
}

/** An ASCII character that is no blank, and not the `n` of `null`. Nearly all texts begin so, and need no further look. */
function beginsVisibly(text: string): boolean {
  const first = text.charCodeAt(0);
  return first > SPACE && first < DELETE && first !== LETTER_N;
}

const SPACE = 0x20;
const DELETE = 0x7f;
const LETTER_N = 0x6e;

/** A text, unchanged; numbers and booleans as texts; undefined when blank. */
export function parseText(value: unknown): string | undefined {
  if (typeof value === 'string') return isBlank(value) ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A trimmed enum value; undefined when blank, and for placeholders such as `None` and `N/A`. */
export function parseWord(value: unknown): string | undefined {
  const found = parseText(value)?.trim();
  return found === undefined || PLACEHOLDERS.has(found) ? undefined : found;
}

/** A number, or a text that is spelled as the number is: `007` and `7.50` are identifiers or versions, and stay texts. */
export function parseNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return NUMBER.test(trimmed) && String(Number(trimmed)) === trimmed ? Number(trimmed) : undefined;
}

/** A count or a size: a safe integer from 0. */
export function parseWholeNumber(value: unknown): number | undefined {
  const found = parseNumber(value);
  return found !== undefined && Number.isSafeInteger(found) && found >= 0 ? found : undefined;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);

export function parseBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' ? BOOLEANS.get(value.trim().toLowerCase()) : undefined;
}

/** The texts of an array, or a single text as an array. */
export function parseTexts(value: unknown): readonly string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.map(parseWord).filter((one) => one !== undefined);
}
