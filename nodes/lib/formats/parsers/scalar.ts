/** Texts, numbers and booleans of Mimecast, which are mostly encoded as texts (wire.md 4.3 and 14, row 17). */

const PLACEHOLDERS = new Set(['', 'null', 'undefined', 'None', 'N/A', 'NA']);
/** Digits with an optional sign and fraction. `Number` would also accept '' and '0x10'. */
const NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/;

/** Missing, `null`, `''`, white space, or the text `null`. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'string' && (value === '' || value === 'null' || value.trim() === '');
}

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

export function parseNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : undefined;
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
