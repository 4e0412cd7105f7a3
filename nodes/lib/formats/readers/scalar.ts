/** Texts, numbers and booleans as Mimecast writes them: mostly as texts (wire.md 4.3 and 14, row 17). */

const BLANK = new Set(['', 'null', 'undefined', 'None', 'N/A', 'NA']);
/** Digits, a sign, a fraction: `Number` would also take '' and '0x10'. */
const NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/;

/** Nothing is said: missing, `null`, `''`, the word `null`. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'string' && (value === '' || value === 'null' || value.trim() === '');
}

/** As it stands; numbers and booleans as texts. undefined where nothing is said. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') return isBlank(value) ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A word of a list of words; what a form shows for "none" is nothing here. */
export function word(value: unknown): string | undefined {
  const found = text(value)?.trim();
  return found === undefined || BLANK.has(found) ? undefined : found;
}

export function number(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : undefined;
}

/** Counts and sizes. */
export function wholeNumber(value: unknown): number | undefined {
  const found = number(value);
  return found !== undefined && Number.isSafeInteger(found) && found >= 0 ? found : undefined;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);

export function boolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' ? BOOLEANS.get(value.trim().toLowerCase()) : undefined;
}

/** Texts of an array, or the one text that stands in its place. */
export function texts(value: unknown): readonly string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.map(word).filter((one) => one !== undefined);
}
