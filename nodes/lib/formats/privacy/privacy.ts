/** Removes or pseudonymises personal data in a record before it is parsed, so that no format can leak it. */
import type { FormatOptions } from '../../properties/values/format-options';
import { isMembers } from '../../contracts/json';
import { isBare, plain } from '../to-json';
import { scrubber } from './free-text';
import { KEEP, type Replace, type Tools, toolsOf } from './pseudonymizers';
import { put } from '../field-mapping';

/** Copies a record without the data that the options name. */
export type Privacy = (record: unknown) => unknown;

/** Deeper than any Mimecast record. Deeper values are dropped, because they would pass unfiltered. */
const MAX_DEPTH = 24;

/** A message id identifies a message, not a person: only the domain of the sender is hidden. */
const messageId =
  ({ domain }: Tools, scrub: Replace): Replace =>
  (text) => {
    const at = text.lastIndexOf('@');
    if (at < 0) return scrub(text);
    const end = text.endsWith('>') ? '>' : '';
    const sender = text.slice(at + 1, text.length - end.length);
    return `${scrub(text.slice(0, at))}@${domain(sender) || 'invalid'}${end}`;
  };

const url =
  ({ query }: Tools, scrub: Replace): Replace =>
  (text) => {
    const at = text.search(/[?#]/);
    return at < 0 ? scrub(text) : scrub(text.slice(0, at)) + query(text.slice(at));
  };

const MAX_NAMES = 2_000;

/** Hides names before angle brackets, quoted or not, also in lists: `"Doe, Ana" <ana@corp.example>, Bo <bo@corp.example>`. */
function hideNames(text: string, name: Replace): string {
  const hide = (part: string): string =>
    part.trim() === '' || part.includes('@') ? part : `${name(part.trim())} `;
  const hideAll = (part: string): string =>
    part
      .split(/("[^"]*")/)
      .map((token) =>
        token.startsWith('"')
          ? name(token.slice(1, -1))
          : token
              .split(/([,;])/)
              .map(hideOne)
              .join(''),
      )
      .join('');
  const hideOne = (part: string): string => (part === ',' || part === ';' ? part : hide(part));
  const pieces = text.split('<');
  // no real message has so many recipients: one pseudonym for the whole text, to save time
  if (pieces.length > MAX_NAMES) return name(text);
  // regular expressions would scan a long text many times
  return pieces
    .map((piece, index) => {
      if (index === pieces.length - 1) return piece;
      const start = piece.lastIndexOf('>') + 1;
      return piece.slice(0, start) + hideAll(piece.slice(start));
    })
    .join('<');
}

const mailbox =
  ({ name }: Tools, scrub: Replace): Replace =>
  (text) =>
    scrub(hideNames(text, name));

/** A person: an address, or a name without an address. */
const person = (pseudonymizers: Tools, scrub: Replace): Replace => {
  const replaceMailbox = mailbox(pseudonymizers, scrub);
  return (text) => (/[@<]/.test(text) ? replaceMailbox(text) : pseudonymizers.name(text));
};

/** A text that resembles an internal domain or the name of a person. */
const looksLikePerson =
  ({ domain, name }: Tools): Replace =>
  (text) =>
    /^[^\s@]+\.[^\s@]+$/.test(text) ? domain(text) : name(text);

/** Members whose whole text is replaced, whatever it looks like. */
function replacersByMember(pseudonymizers: Tools, scrub: Replace): ReadonlyMap<string, Replace> {
  const rules: [names: readonly string[], replace: Replace, chosen: boolean][] = [
    [['subject'], pseudonymizers.subject, pseudonymizers.subject !== KEEP],
    [['url', 'originalUrl', 'redirectUrl', 'Url'], url(pseudonymizers, scrub), pseudonymizers.query !== KEEP],
    [['messageId'], messageId(pseudonymizers, scrub), pseudonymizers.address !== KEEP],
    [
      ['senderDomain', 'domain', 'remoteName', 'remoteEhlo'],
      pseudonymizers.domain,
      pseudonymizers.address !== KEEP,
    ],
    [
      ['recipients', 'recipient', 'from', 'to', 'fromHeader', 'fromHdr', 'fromEnv', 'replyTo'],
      mailbox(pseudonymizers, scrub),
      pseudonymizers.address !== KEEP,
    ],
    [
      ['senderAddress', 'recipientAddress', 'fromAddress', 'toAddress', 'userEmailAddress'],
      mailbox(pseudonymizers, scrub),
      pseudonymizers.address !== KEEP,
    ],
    [
      ['senderHeader', 'senderEnvelope', 'user', 'operator'],
      person(pseudonymizers, scrub),
      pseudonymizers.address !== KEEP,
    ],
    [
      ['similarDomain', 'stringSimilarToDomain'],
      looksLikePerson(pseudonymizers),
      pseudonymizers.address !== KEEP,
    ],
    [['displayableName', 'displayName', 'fullName'], pseudonymizers.name, pseudonymizers.address !== KEEP],
  ];
  return new Map(
    rules
      .filter(([, , active]) => active)
      .flatMap(([names, replace]) => names.map((name): [string, Replace] => [name, replace])),
  );
}

/** `name` is the name of a person if the object also has an address. Otherwise it names a policy, a check … */
const isPerson = (record: object): boolean => 'emailAddress' in record || 'address' in record;

/** @returns undefined when everything is kept, so that no copy is made */
export function privacyOf(options: FormatOptions, key: string): Privacy | undefined {
  const pseudonymizers = toolsOf(options, key);
  if (Object.values(pseudonymizers).every((pseudonymizer) => pseudonymizer === KEEP)) return undefined;
  const scrub = scrubber(pseudonymizers);
  const members = replacersByMember(pseudonymizers, scrub);

  const copyText = (text: string, name: string, isName: boolean): string => {
    if (text === '') return text;
    const replace = name === 'name' && isName ? pseudonymizers.name : (members.get(name) ?? scrub);
    return replace(text);
  };
  const copy = (value: unknown, name: string, isName: boolean, depth: number): unknown => {
    if (typeof value === 'string') return copyText(value, name, isName);
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MAX_DEPTH) return null;
    if (Array.isArray(value)) return value.map((one) => copy(one, name, isName, depth + 1));
    // bytes and similar values from a flow are converted to text first
    if (!isBare(value)) return copy(plain(value), name, isName, depth + 1);
    return isMembers(value) ? copyMembers(value, depth) : null;
  };
  const copyMembers = (value: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> => {
    const all: Record<string, unknown> = {};
    const isName = isPerson(value);
    for (const member of Object.keys(value)) {
      put(all, scrub(member), copy(value[member], member, isName, depth + 1));
    }
    return all;
  };
  return (record) => copy(record, '', false, 0);
}
