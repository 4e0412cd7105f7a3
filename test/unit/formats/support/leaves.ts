/** The values at the ends of a record, and how to find them in an output. */

export interface Leaf {
  readonly path: string;
  readonly value: string | number | boolean;
}

const BLANK = new Set(['', 'null', 'undefined', 'none', 'n/a', 'na']);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text that is the JSON of an object: its members are leaves, and not the text. */
function embedded(text: string): unknown {
  if (!/^\s*[{["]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : embedded(String(value));
  } catch {
    return undefined;
  }
}

/** Leaves that carry information: no nulls, blanks and placeholders. */
export function leavesOf(value: unknown, path = ''): readonly Leaf[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => leavesOf(one, `${path}[${index}]`));
  if (isObject(value))
    return Object.entries(value).flatMap(([name, one]) =>
      leavesOf(one, path === '' ? name : `${path}.${name}`),
    );
  if (typeof value === 'number' || typeof value === 'boolean') return [{ path, value }];
  if (typeof value !== 'string' || BLANK.has(value.trim().toLowerCase())) return [];
  const inner = embedded(value);
  return inner === undefined ? [{ path, value }] : leavesOf(inner, path);
}

/** All texts of an output: names and values, and those of JSON inside of values. */
export function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (isObject(value)) return Object.entries(value).flatMap(([name, one]) => [name, ...textsOf(one)]);
  if (value === undefined || value === null) return [];
  const text = String(value);
  const inner = embedded(text);
  return inner === undefined ? [text] : [text, ...textsOf(inner)];
}

/** White space, control characters and case are no information. */
export const plain = (text: string): string =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .toLowerCase();

const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/;
const MIN_EPOCH_S = 1e8;

/** The forms that a time has in the formats: ISO 8601 and epoch milliseconds. */
function timeForms(value: Leaf['value']): readonly string[] {
  const number = Number(value);
  const epochMs = Number.isInteger(number)
    ? number > MIN_EPOCH_S
      ? number < 1e11
        ? number * 1000
        : number
      : Number.NaN
    : TIME.test(String(value))
      ? Date.parse(String(value).replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
      : Number.NaN;
  if (!(epochMs > 0 && epochMs < 1e14)) return [];
  return [new Date(epochMs).toISOString().toLowerCase(), String(epochMs)];
}

/** Why an output may have another text than the record, and what it has then. */
const FORMS: readonly { readonly reason: string; readonly of: (text: string) => readonly string[] }[] = [
  { reason: 'addresses have no brackets', of: (text) => [text.replace(/^<([^<>]*)>$/, '$1')] },
  { reason: 'names of files have no quotes', of: (text) => [text.replace(/^"([^"]*)"$/, '$1')] },
  { reason: 'ECS has protocol and version apart', of: (text) => [text.replace(/^tlsv(?=[\d.]+$)/, '')] },
  { reason: 'a type is a part of a name', of: (text) => [text.replaceAll(' ', '-')] },
  { reason: 'line formats have a limit for values', of: (text) => [text.slice(0, 3_900)] },
];

const SEPARATORS = /["<>]*\s*[,;]\s*["<>]*|^["<>]+|["<>]+$/;

/** Whether the output says it. Truth values are found by what changes when they are turned round. */
export function isFound({ value }: Leaf, output: string): boolean {
  if (typeof value === 'boolean' || /^(?:true|false|yes|no)$/i.test(String(value))) return true;
  const text = plain(String(value));
  const forms = [text, ...FORMS.flatMap(({ of }) => of(text)), ...timeForms(value)];
  if (forms.some((form) => output.includes(form))) return true;
  // a list in one text
  const parts = text.split(SEPARATORS).filter((part) => part.trim() !== '');
  return parts.length > 1 && parts.every((part) => output.includes(part.trim()));
}
