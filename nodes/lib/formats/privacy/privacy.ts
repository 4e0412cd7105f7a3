/** Removes or pseudonymises personal data in a record before it is parsed, so that no format can leak it. */

import { isIP } from 'node:net';
import { isJsonObject } from '../../contracts/json';
import type { FormatOptions } from '../../properties/values/format-options';
import { setSafe } from '../field-mapping';
import { isPlainObject, toJson } from '../to-json';
import { createTextScrubber } from './free-text';
import { mailboxReplacer } from './mailboxes';
import { createPseudonymizers, identity, type Pseudonymizers, type Replacer } from './pseudonymizers';

/** Copies a record without the data that the options name. */
export type PrivacyFilter = (record: unknown) => unknown;

/** Deeper than any Mimecast record. Deeper values are dropped, because they would pass unfiltered. */
const MAX_DEPTH = 24;

/** A message id identifies a message, not a person: only the domain of the sender is hidden. */
const messageId =
  ({ domain }: Pseudonymizers, scrub: Replacer): Replacer =>
  (text) => {
    const at = text.lastIndexOf('@');
    if (at < 0) return scrub(text);
    const end = text.endsWith('>') ? '>' : '';
    const sender = text.slice(at + 1, text.length - end.length);
    return `${scrub(text.slice(0, at))}@${domain(sender) || 'invalid'}${end}`;
  };

const url =
  ({ query }: Pseudonymizers, scrub: Replacer): Replacer =>
  (text) => {
    const at = text.search(/[?#]/);
    return at < 0 ? scrub(text) : scrub(text.slice(0, at)) + query(text.slice(at));
  };

/** A person: an address, or a name without an address. */
const person = (pseudonymizers: Pseudonymizers, scrub: Replacer): Replacer => {
  const replaceMailbox = mailboxReplacer(pseudonymizers, scrub);
  return (text) =>
    /[@<(]|%(?:25){0,4}40|=\?/i.test(text) ? replaceMailbox(text) : pseudonymizers.name(text);
};

/** The name of a computer, or its address. */
const host =
  ({ domain, ip }: Pseudonymizers): Replacer =>
  (text) =>
    isIP(text) === 0 || ip === identity ? domain(text) : ip(text);

/** A text that resembles an internal domain or the name of a person. */
const looksLikePerson =
  ({ domain, name }: Pseudonymizers): Replacer =>
  (text) =>
    /^[^\s@]+\.[^\s@]+$/.test(text) ? domain(text) : name(text);

/** Members whose whole text is always replaced, independent of its form. By their names in lower case. */
function replacersByMember(pseudonymizers: Pseudonymizers, scrub: Replacer): ReadonlyMap<string, Replacer> {
  const rules: [names: readonly string[], replace: Replacer, chosen: boolean][] = [
    [['subject'], pseudonymizers.subject, pseudonymizers.subject !== identity],
    [['url', 'originalUrl', 'redirectUrl'], url(pseudonymizers, scrub), pseudonymizers.query !== identity],
    [['messageId'], messageId(pseudonymizers, scrub), pseudonymizers.address !== identity],
    [
      ['senderDomain', 'domain', 'remoteName', 'remoteEhlo', 'remoteHost'],
      host(pseudonymizers),
      pseudonymizers.address !== identity,
    ],
    [
      ['recipients', 'recipient', 'from', 'to', 'fromHeader', 'fromHdr', 'fromEnv', 'replyTo'],
      mailboxReplacer(pseudonymizers, scrub),
      pseudonymizers.address !== identity,
    ],
    [
      ['senderAddress', 'recipientAddress', 'fromAddress', 'toAddress', 'userEmailAddress'],
      mailboxReplacer(pseudonymizers, scrub),
      pseudonymizers.address !== identity,
    ],
    [
      ['senderHeader', 'senderEnvelope', 'user', 'operator'],
      person(pseudonymizers, scrub),
      pseudonymizers.address !== identity,
    ],
    [
      ['similarDomain', 'stringSimilarToDomain'],
      looksLikePerson(pseudonymizers),
      pseudonymizers.address !== identity,
    ],
    [
      ['displayableName', 'displayName', 'fullName'],
      pseudonymizers.name,
      pseudonymizers.address !== identity,
    ],
  ];
  return new Map(
    rules
      .filter(([, , active]) => active)
      .flatMap(([names, replace]) => names.map((name): [string, Replacer] => [name.toLowerCase(), replace])),
  );
}

/** `name` is the name of a person if the object also has an address. Otherwise it names a policy, a check … */
const isPerson = (record: object): boolean => 'emailAddress' in record || 'address' in record;

/** @returns undefined when everything is kept, so that no copy is made */
export function createPrivacyFilter(options: FormatOptions, key: string): PrivacyFilter | undefined {
  const pseudonymizers = createPseudonymizers(options, key);
  if (Object.values(pseudonymizers).every((pseudonymizer) => pseudonymizer === identity)) return undefined;
  const scrub = createTextScrubber(pseudonymizers);
  const members = replacersByMember(pseudonymizers, scrub);

  const copyText = (text: string, name: string, isName: boolean): string => {
    if (text === '') return text;
    const replace =
      name === 'name' && isName ? pseudonymizers.name : (members.get(name.toLowerCase()) ?? scrub);
    return replace(text);
  };
  const copy = (value: unknown, name: string, isName: boolean, depth: number): unknown => {
    if (typeof value === 'string') return copyText(value, name, isName);
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MAX_DEPTH) return null;
    if (Array.isArray(value)) return value.map((one) => copy(one, name, isName, depth + 1));
    // bytes and similar values from a flow are converted to text first
    if (!isPlainObject(value)) return copy(toJson(value), name, isName, depth + 1);
    return isJsonObject(value) ? copyMembers(value, depth) : null;
  };
  const copyMembers = (value: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> => {
    const all: Record<string, unknown> = {};
    const isName = isPerson(value);
    for (const member of Object.keys(value)) {
      setSafe(all, scrub(member), copy(value[member], member, isName, depth + 1));
    }
    return all;
  };
  return (record) => copy(record, '', false, 0);
}
