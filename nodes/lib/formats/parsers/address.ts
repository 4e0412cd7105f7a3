import { isBlank } from './scalar';

/** One @, no separators between addresses, no control characters. Letters of any script. */
const ADDRESS = /^[^\s@<>,;:"()[\]\\\p{Cc}\p{Cs}]+@[^\s@<>,;:"()[\]\\\p{Cc}\p{Cs}]+$/u;
const QUOTED = /^"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*"@[^\s@<>,;:"()\\\p{Cc}]+$/u;
/** RFC 5321: 64 + 1 + 255 characters. */
const MAX_ADDRESS_LENGTH = 320;
/** An address with a display name. */
const MAX_MAILBOX_LENGTH = 2_000;

/** The address in an address object: `emailAddress`, or `address` and possibly a separate `domain` (wire.md 9.3). */
function addressMember(value: object): unknown {
  if ('emailAddress' in value && !isBlank(value.emailAddress)) return value.emailAddress;
  if (!('address' in value)) return undefined;
  const { address: own } = value;
  const domain = 'domain' in value ? value.domain : undefined;
  return typeof own === 'string' && !own.includes('@') && typeof domain === 'string'
    ? `${own}@${domain}`
    : own;
}

/** A display name before angle brackets. It may contain commas or an @. */
const NAMED = /^((?:"(?:[^"\\]|\\.)*"|[^"<>])*)<([^<>]*)>\s*$/;

/** `Ana <ana@corp.example>`. A comma and an @ outside of quotes before the brackets mean more than one address. */
function addressInBrackets(value: string): string | undefined {
  const found = NAMED.exec(value);
  if (found === null) return undefined;
  const [, name = '', inner] = found;
  const bare = name.replace(/"(?:[^"\\]|\\.)*"/g, '');
  return /[,;]/.test(bare) && bare.includes('@') ? undefined : inner;
}

function parseMailbox(value: string): string | undefined {
  // Fast path: no brackets, no name.
  if (value.length <= MAX_ADDRESS_LENGTH && ADDRESS.test(value)) return value;
  if (value.length > MAX_MAILBOX_LENGTH) return undefined;
  const trimmed = (value.includes('<') ? addressInBrackets(value) : value)?.trim();
  if (trimmed === undefined || trimmed.length > MAX_ADDRESS_LENGTH) return undefined;
  return ADDRESS.test(trimmed) || QUOTED.test(trimmed) ? trimmed : undefined;
}

/** One address without name and brackets; undefined for `<>`, `""`, several addresses, and anything else. */
export function parseAddress(value: unknown): string | undefined {
  if (typeof value === 'string') return parseMailbox(value);
  const member = typeof value === 'object' && value !== null ? addressMember(value) : undefined;
  return typeof member === 'string' ? parseMailbox(member) : undefined;
}

/** Commas and semicolons inside of quotes and brackets are not separators. */
const MAILBOX = /(?:"(?:[^"\\]|\\.)*"|<[^<>]*>|[^",;<>])+/g;
/** Longer lists are not parsed. */
const MAX_LIST_LENGTH = 200_000;

/** The parts of a list; undefined when a quote or a bracket is unbalanced. */
function splitList(text: string): readonly string[] | undefined {
  if (text.length > MAX_LIST_LENGTH) return undefined;
  return /["<>]/.test(text.replace(MAILBOX, '')) ? undefined : (text.match(MAILBOX) ?? []);
}

function parseEach(value: unknown): readonly (string | undefined)[] {
  const one = parseAddress(value);
  if (one !== undefined || typeof value !== 'string') return [one];
  return (
    splitList(value)
      ?.filter((part) => !isBlank(part))
      .map(parseAddress) ?? [undefined]
  );
}

/**
 * Parses a text with one or several addresses, or an array of such texts (wire.md 4.3, 5 and 9).
 * @returns undefined when there is none, or when one is invalid, because the list would be incomplete
 */
export function parseAddresses(value: unknown): readonly string[] | undefined {
  const found = Array.isArray(value)
    ? value.filter((one) => !isBlank(one)).flatMap(parseEach)
    : parseEach(value);
  const valid = found.filter((one) => one !== undefined);
  return valid.length === 0 || valid.length < found.length ? undefined : [...new Set(valid)];
}
