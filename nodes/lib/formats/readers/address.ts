import { isBlank, text } from './scalar';

/** One @, nothing that could end or begin another address, no control characters. Letters of any script. */
const ADDRESS = /^[^\s@<>,;:"()[\]\\\p{Cc}\p{Cs}]+@[^\s@<>,;:"()[\]\\\p{Cc}\p{Cs}]+$/u;
const QUOTED = /^"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*"@[^\s@<>,;:"()\\\p{Cc}]+$/u;
/** RFC 5321: 64 + 1 + 255. */
const LONGEST = 320;

/** The member of an address object: `emailAddress`, or `address` with its `domain` apart (mimecast-api.md 9.3). */
function ofObject(value: object): unknown {
  if ('emailAddress' in value && !isBlank(value.emailAddress)) return value.emailAddress;
  if (!('address' in value)) return undefined;
  const { address: own } = value;
  const domain = 'domain' in value ? value.domain : undefined;
  return typeof own === 'string' && !own.includes('@') && typeof domain === 'string'
    ? `${own}@${domain}`
    : own;
}

function plain(value: string): string | undefined {
  // The usual one first: no brackets, no name.
  if (value.length <= LONGEST && ADDRESS.test(value)) return value;
  const inBrackets = /<([^<>]*)>\s*$/.exec(value)?.[1] ?? value;
  const trimmed = inBrackets.trim();
  if (trimmed.length > LONGEST) return undefined;
  return ADDRESS.test(trimmed) || QUOTED.test(trimmed) ? trimmed : undefined;
}

/** One address without name and brackets; undefined for `<>`, `""`, several in one text, and anything else. */
export function address(value: unknown): string | undefined {
  if (typeof value === 'string') return plain(value);
  return typeof value === 'object' && value !== null ? text(ofObject(value))?.trim() : undefined;
}

/**
 * A text with one address, a text with several, or an array of either (mimecast-api.md 4.3, 5 and 9).
 * @returns undefined when there is none, or one of them can't be read: the list would not be what was said
 */
export function addresses(value: unknown): readonly string[] | undefined {
  const one = address(value);
  if (one !== undefined) return [one];
  const parts = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[,;]/) : [];
  const found = parts.filter((part) => !isBlank(part)).map(address);
  const known = found.filter((part) => part !== undefined);
  return known.length === 0 || known.length < found.length ? undefined : [...new Set(known)];
}
