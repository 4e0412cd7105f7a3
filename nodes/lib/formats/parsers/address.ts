import { isJsonObject, type JsonObject } from '../../contracts/json';
import { decodeWords } from './encoded-word';
import { parseJsonList } from './json-text';
import { isBlank, parseText } from './scalar';

/** One @, no separators between addresses, no control characters. Letters of any script. */
const ADDRESS = /^[^\s@<>,;:"()[\]\\\p{Cc}\p{Cs}]+@[^\s@<>,;:"()[\]\\\p{Cc}\p{Cs}]+$/u;
const QUOTED = /^"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*"@[^\s@<>,;:"()\\\p{Cc}]+$/u;
/** RFC 5321: 64 + 1 + 255 characters. */
const MAX_ADDRESS_LENGTH = 320;
/** An address with a display name. */
const MAX_MAILBOX_LENGTH = 2_000;

/** An address, the name that is shown instead of it, and what an address object has beside these. */
export interface Mailbox {
  readonly address: string;
  readonly name: string | undefined;
  readonly rest: JsonObject | undefined;
}

/** Display names in address objects; the first is the documented one. */
const NAME_MEMBERS = ['displayableName', 'displayName', 'name'] as const;

/** The display name of an address object, also of one without an address. */
export function parseDisplayName(value: unknown): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const member = NAME_MEMBERS.find((name) => typeof value[name] === 'string' && !isBlank(value[name]));
  return member === undefined ? undefined : parseText(value[member]);
}

/** The address in an address object, and the members that it is made of: `emailAddress`, or `address` and possibly `domain` (wire.md 9.3). */
function addressMember(value: JsonObject): { readonly text: unknown; readonly used: readonly string[] } {
  if (!isBlank(value['emailAddress'])) return { text: value['emailAddress'], used: ['emailAddress'] };
  const { address, domain } = value;
  return typeof address === 'string' && !address.includes('@') && typeof domain === 'string'
    ? { text: `${address}@${domain}`, used: ['address', 'domain'] }
    : { text: address, used: ['address'] };
}

function mailboxOfObject(value: JsonObject): Mailbox | undefined {
  const { text, used } = addressMember(value);
  const inText = typeof text === 'string' ? mailboxOfText(text) : undefined;
  if (inText === undefined) return undefined;
  const name = parseDisplayName(value) ?? inText.name;
  // two different names: the text of the address is kept too
  const consumed = inText.name === undefined || inText.name === name ? used : [];
  const rest = Object.entries(value).filter(
    ([member, one]) => !isBlank(one) && !consumed.includes(member) && !(isNameMember(member) && one === name),
  );
  return { address: inText.address, name, rest: rest.length === 0 ? undefined : Object.fromEntries(rest) };
}

const isNameMember = (member: string): boolean => NAME_MEMBERS.some((name) => name === member);

/** A display name before angle brackets. It may contain commas or an @. */
const NAMED = /^((?:"(?:[^"\\]|\\.)*"|[^"<>])*)<([^<>]*)>\s*$/;

interface NamedText {
  readonly inner: string;
  readonly name: string;
}

/** `Ana <ana@corp.example>`. A comma and an @ outside of quotes before the brackets mean more than one address. */
function splitName(value: string): NamedText | undefined {
  const found = NAMED.exec(value);
  if (found === null) return undefined;
  const [, name = '', inner = ''] = found;
  const bare = name.replace(/"(?:[^"\\]|\\.)*"/g, '');
  return /[,;]/.test(bare) && bare.includes('@') ? undefined : { inner, name };
}

/** `"Doe, \"Ana\""` without the quotes, and encoded words decoded. */
function displayName(text: string): string | undefined {
  const trimmed = text.trim();
  const isQuoted = trimmed.length > 1 && /^"(?:[^"\\]|\\.)*"$/.test(trimmed);
  const name = decodeWords(isQuoted ? trimmed.slice(1, -1).replace(/\\(.)/g, '$1') : trimmed).trim();
  return name === '' ? undefined : name;
}

function mailboxOfText(value: string): Mailbox | undefined {
  // Fast path: no brackets, no name.
  if (value.length <= MAX_ADDRESS_LENGTH && ADDRESS.test(value))
    return { address: value, name: undefined, rest: undefined };
  if (value.length > MAX_MAILBOX_LENGTH) return undefined;
  const named = value.includes('<') ? splitName(value) : { inner: value, name: '' };
  const address = named?.inner.trim();
  if (named === undefined || address === undefined || address.length > MAX_ADDRESS_LENGTH) return undefined;
  return ADDRESS.test(address) || QUOTED.test(address)
    ? { address, name: displayName(named.name), rest: undefined }
    : undefined;
}

/** One address; undefined for `<>`, `""`, several addresses, and anything else. */
export function parseMailbox(value: unknown): Mailbox | undefined {
  if (typeof value === 'string') return mailboxOfText(value);
  return isJsonObject(value) ? mailboxOfObject(value) : undefined;
}

/** One address without name and brackets. */
export const parseAddress = (value: unknown): string | undefined => parseMailbox(value)?.address;

/** Longer lists are not parsed. */
const MAX_LIST_LENGTH = 200_000;

/** The index of the quote that ends the text after `start`; undefined when there is none. */
function endOfQuoted(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') return at;
    if (char === '\\') at += 1;
  }
  return undefined;
}

/** The same for angle brackets, which are not nested. */
function endOfBrackets(text: string, start: number): number | undefined {
  const [next, end] = [text.indexOf('<', start + 1), text.indexOf('>', start)];
  return end < 0 || (next >= 0 && next < end) ? undefined : end;
}

/** Where what begins with a character ends. */
const ENDS: ReadonlyMap<string, typeof endOfQuoted> = new Map<string, typeof endOfQuoted>([
  ['"', endOfQuoted],
  ['<', endOfBrackets],
  ['>', () => undefined],
]);

/**
 * The parts of a list; undefined when a quote or a bracket is unbalanced. Commas and semicolons inside of quotes and brackets
 * are not separators. Every character is looked at once.
 */
function splitList(text: string): readonly string[] | undefined {
  if (text.length > MAX_LIST_LENGTH) return undefined;
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    const findEnd = ENDS.get(char);
    const end = findEnd === undefined ? at : findEnd(text, at);
    if (end === undefined) return undefined;
    at = end;
    if (char !== ',' && char !== ';') continue;
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  return [...parts, text.slice(start)];
}

/** `[ana@corp.example, bo@corp.example]`: brackets cannot be a part of an address. */
const IN_BRACKETS = /^\s*\[([^[\]"<>]*)\]\s*$/;

/** Addresses have no blanks, so a list without names may have blanks only between them. */
const byBlanks = (text: string): readonly string[] | undefined => {
  const parts = text.length > MAX_LIST_LENGTH ? [] : text.trim().split(/\s+/);
  return parts.length > 1 && parts.every((part) => ADDRESS.test(part)) ? parts : undefined;
};

function parseEach(value: unknown): readonly (Mailbox | undefined)[] {
  const one = parseMailbox(value);
  if (one !== undefined || typeof value !== 'string') return [one];
  const printed = parseJsonList(value) ?? byBlanks(value);
  if (printed !== undefined) return printed.filter((part) => !isBlank(part)).map(parseMailbox);
  return (
    splitList(IN_BRACKETS.exec(value)?.[1] ?? value)
      ?.filter((part) => !isBlank(part))
      .map(parseMailbox) ?? [undefined]
  );
}

/**
 * Parses a text with one or several addresses, or an array of texts and address objects (wire.md 4.3, 5 and 9).
 * @returns undefined when there is none, or when one is invalid, because the list would be incomplete
 */
export function parseMailboxes(value: unknown): readonly Mailbox[] | undefined {
  const found = Array.isArray(value)
    ? value.filter((one) => !isBlank(one)).flatMap(parseEach)
    : parseEach(value);
  const valid = found.filter((one) => one !== undefined);
  return valid.length === 0 || valid.length < found.length ? undefined : valid;
}

/** The distinct addresses of a list. */
export function parseAddresses(value: unknown): readonly string[] | undefined {
  const found = parseMailboxes(value);
  return found === undefined ? undefined : [...new Set(found.map(({ address }) => address))];
}
