/** Invisible characters that copy and paste may add: BOM, zero-width, direction marks, soft hyphen. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;

/** Quotation marks that mail programs, terminals and JSON files put around a value. */
const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
  ['«', '»'],
];

/** Removes invisible characters, white space and quotation marks around a credential. '' for anything but a string. */
export function cleanCredential(raw: unknown): string {
  if (typeof raw !== 'string') return '';
  const text = raw.replace(INVISIBLE, '').trim();
  const quoted = QUOTES.some(
    ([open, close]) => text.length > 1 && text.startsWith(open) && text.endsWith(close),
  );
  return quoted ? text.slice(1, -1).trim() : text;
}
