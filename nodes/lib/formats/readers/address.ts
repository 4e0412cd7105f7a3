import { isBlank } from './scalar';

/** One @, nothing that could end or begin another address, no control characters. Letters of any script. */
const ADDRESS = /^[^\s@<>,;:"()[\]\\\p{Cc}\p{Cs}]+@[^\s@<>,;:"()[\]\\\p{Cc}\p{Cs}]+$/u;
const QUOTED = /^"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*"@[^\s@<>,;:"()\\\p{Cc}]+$/u;
/** RFC 5321: 64 + 1 + 255. */
const LONGEST = 320;
/** With a name beside it. */
const LONGEST_MAILBOX = 2_000;

/** The member of an address object: `emailAddress`, or `address` with its `domain` apart (wire.md 9.3). */
function ofObject(value: object): unknown {
  if ('emailAddress' in value && !isBlank(value.emailAddress)) return value.emailAddress;
  if (!('address' in value)) return undefined;
  const { address: own } = value;
  const domain = 'domain' in value ? value.domain : undefined;
  return typeof own === 'string' && !own.includes('@') && typeof domain === 'string'
    ? `${own}@${domain}`
    : own;
}

/** What stands before the brackets: a name that may hold commas or an @, but nothing that ends another address. */
const NAMED = /^((?:"(?:[^"\\]|\\.)*"|[^"<>])*)<([^<>]*)>\s*$/;

/** `Ana <ana@corp.example>`; a comma and an @ before the brackets would be another address and a name. */
function inBrackets(value: string): string | undefined {
  const found = NAMED.exec(value);
  if (found === null) return undefined;
  const [, name = '', inner] = found;
  const bare = name.replace(/"(?:[^"\\]|\\.)*"/g, '');
  return /[,;]/.test(bare) && bare.includes('@') ? undefined : inner;
}

function plain(value: string): string | undefined {
  // The usual one first: no brackets, no name.
  if (value.length <= LONGEST && ADDRESS.test(value)) return value;
  if (value.length > LONGEST_MAILBOX) return undefined;
  const trimmed = (value.includes('<') ? inBrackets(value) : value)?.trim();
  if (trimmed === undefined || trimmed.length > LONGEST) return undefined;
  return ADDRESS.test(trimmed) || QUOTED.test(trimmed) ? trimmed : undefined;
}

/** One address without name and brackets; undefined for `<>`, `""`, several in one text, and anything else. */
export function address(value: unknown): string | undefined {
  if (typeof value === 'string') return plain(value);
  const member = typeof value === 'object' && value !== null ? ofObject(value) : undefined;
  return typeof member === 'string' ? plain(member) : undefined;
}

/** Commas and semicolons inside of quotes and brackets separate nothing. */
const MAILBOX = /(?:"(?:[^"\\]|\\.)*"|<[^<>]*>|[^",;<>])+/g;
/** Longer lists stay the text that they are. */
const LONGEST_LIST = 200_000;

/** The parts of a list in one text; undefined where a quote or a bracket stands alone in it. */
function partsOf(text: string): readonly string[] | undefined {
  if (text.length > LONGEST_LIST) return undefined;
  return /["<>]/.test(text.replace(MAILBOX, '')) ? undefined : (text.match(MAILBOX) ?? []);
}

function each(value: unknown): readonly (string | undefined)[] {
  const one = address(value);
  if (one !== undefined || typeof value !== 'string') return [one];
  return (
    partsOf(value)
      ?.filter((part) => !isBlank(part))
      .map(address) ?? [undefined]
  );
}

/**
 * A text with one address, a text with several, or an array of either (wire.md 4.3, 5 and 9).
 * @returns undefined when there is none, or one of them can't be read: the list would not be what was said
 */
export function addresses(value: unknown): readonly string[] | undefined {
  const found = Array.isArray(value) ? value.filter((one) => !isBlank(one)).flatMap(each) : each(value);
  const known = found.filter((one) => one !== undefined);
  return known.length === 0 || known.length < found.length ? undefined : [...new Set(known)];
}
