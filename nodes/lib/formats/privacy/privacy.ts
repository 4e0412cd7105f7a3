/** Removes or pseudonymises personal data in a record before it is parsed, so that no format can leak it. */

import { isIP } from 'node:net';
import { isJsonObject } from '../../contracts/json';
import type { FormatOptions } from '../../properties/values/format-options';
import { setSafe } from '../field-mapping';
import { parseJsonList, parseJsonObject } from '../parsers/json-text';
import { isUrlLike } from '../parsers/url';
import { isPlainObject, toJson } from '../to-json';
import { UniqueNames } from '../unique-names';
import { createTextScrubber } from './free-text';
import { mailboxReplacer } from './mailboxes';
import { messageIdReplacer } from './message-ids';
import { createPseudonymizers, identity, type Pseudonymizers, type Replacer } from './pseudonymizers';

/** Copies a record without the data that the options name. */
export type PrivacyFilter = (record: unknown) => unknown;

/** Deeper than any Mimecast record. Deeper values are dropped, because they would pass unfiltered. */
const MAX_DEPTH = 24;
/** An object, a list, or the text of one in a text. */
const MAY_BE_JSON = /^\s{0,20}(?:"?\{|\[\s{0,20}["'{[])/;

const url =
  ({ query }: Pseudonymizers, scrub: Replacer): Replacer =>
  (text) => {
    const at = isUrlLike(text) ? text.search(/[?#]/) : -1;
    return at < 0 ? scrub(text) : scrub(text.slice(0, at)) + query(text.slice(at));
  };

/** A person: an address, or a name without an address. */
const person = (pseudonymizers: Pseudonymizers, scrub: Replacer): Replacer => {
  const replaceMailbox = mailboxReplacer(pseudonymizers, scrub);
  // a user may have a number, which is a name here
  return (text) => (/^[\w.-]{1,64}$/.test(text) ? pseudonymizers.name(text) : replaceMailbox(text));
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

const MAILBOX_MEMBERS = [
  ...[
    'recipients',
    'recipient',
    'rcpt',
    'from',
    'to',
    'cc',
    'bcc',
    'sender',
    'replyTo',
    'mailFrom',
    'rcptTo',
  ],
  ...['fromHeader', 'fromHdr', 'headerFrom', 'headerTo', 'fromEnv', 'envelopeFrom', 'envelopeTo'],
  ...['senderAddress', 'recipientAddress', 'fromAddress', 'toAddress', 'checkedAddress'],
  ...['userEmailAddress', 'fromUserEmailAddress', 'toUserEmailAddress', 'email', 'emailAddress'],
];
const PERSON_MEMBERS = [
  ...['senderHeader', 'senderEnvelope', 'user', 'userName', 'operator', 'admin', 'owner', 'upn', 'mailbox'],
  ...['createdBy', 'modifiedBy', 'updatedBy', 'addedBy', 'releasedBy', 'initiatedBy', 'requestedBy'],
  ...['userPrincipalName'],
];
const NAME_MEMBERS = [
  ...['displayableName', 'displayName', 'fullName', 'firstName', 'lastName', 'givenName', 'surname'],
  ...['senderName', 'fromName', 'fromHeaderName', 'recipientName', 'senderDisplayName', 'userDisplayName'],
  ...['ImpersonationCheck:DisplayNameSimilarity'],
];

/** Members whose whole text is always replaced, independent of its form. By their names in lower case. */
function replacersByMember(pseudonymizers: Pseudonymizers, scrub: Replacer): ReadonlyMap<string, Replacer> {
  const rules: [names: readonly string[], replace: Replacer, chosen: boolean][] = [
    [['subject'], pseudonymizers.subject, pseudonymizers.subject !== identity],
    [['url', 'originalUrl', 'redirectUrl'], url(pseudonymizers, scrub), pseudonymizers.query !== identity],
    [['messageId'], messageIdReplacer(pseudonymizers, scrub), pseudonymizers.address !== identity],
    [
      [
        ...['senderDomain', 'domain', 'remoteName', 'remoteEhlo', 'remoteHost', 'remoteServer', 'hostname'],
        ...['sourceHost', 'clientHost', 'computerName', 'deviceName', 'ImpersonationCheck:DomainSimilarity'],
      ],
      host(pseudonymizers),
      pseudonymizers.address !== identity,
    ],
    [MAILBOX_MEMBERS, mailboxReplacer(pseudonymizers, scrub), pseudonymizers.address !== identity],
    [PERSON_MEMBERS, person(pseudonymizers, scrub), pseudonymizers.address !== identity],
    [
      ['similarDomain', 'stringSimilarToDomain'],
      looksLikePerson(pseudonymizers),
      pseudonymizers.address !== identity,
    ],
    [NAME_MEMBERS, pseudonymizers.name, pseudonymizers.address !== identity],
  ];
  return new Map(
    rules
      .filter(([, , active]) => active)
      .flatMap(([names, replace]) => names.map((name): [string, Replacer] => [name.toLowerCase(), replace])),
  );
}

/** The other members of an object that is a person. */
const ADDRESS_MEMBERS = ['emailAddress', 'address', 'email', 'mail', 'userPrincipalName'];
/** Members whose object is a person. */
const PERSONS: ReadonlySet<string> = new Set(
  [...MAILBOX_MEMBERS, ...PERSON_MEMBERS].map((member) => member.toLowerCase()),
);

/** `name` is the name of a person if the object says so, or has an address. Otherwise it names a policy, a check … */
const isPerson = (record: object, member: string): boolean =>
  PERSONS.has(member.toLowerCase()) || ADDRESS_MEMBERS.some((address) => address in record);

/** @returns undefined when everything is kept, so that no copy is made */
export function createPrivacyFilter(options: FormatOptions, key: string): PrivacyFilter | undefined {
  const pseudonymizers = createPseudonymizers(options, key);
  if (Object.values(pseudonymizers).every((pseudonymizer) => pseudonymizer === identity)) return undefined;
  const scrub = createTextScrubber(pseudonymizers);
  const members = replacersByMember(pseudonymizers, scrub);

  const copyText = (text: string, name: string, isName: boolean, depth: number): string => {
    if (text === '') return text;
    const replace = name === 'name' && isName ? pseudonymizers.name : members.get(name.toLowerCase());
    return replace === undefined ? (copyJson(text, depth) ?? scrub(text)) : replace(text);
  };
  /** By the names of its members more is known about it than by its text. */
  const copyJson = (text: string, depth: number): string | undefined => {
    const value = MAY_BE_JSON.test(text) ? (parseJsonObject(text) ?? parseJsonList(text)) : undefined;
    if (value === undefined) return undefined;
    const copied = JSON.stringify(copy(value, '', false, depth + 1));
    return copied === JSON.stringify(value) ? undefined : copied;
  };
  const copy = (value: unknown, name: string, isName: boolean, depth: number): unknown => {
    if (typeof value === 'string') return copyText(value, name, isName, depth);
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MAX_DEPTH) return null;
    if (Array.isArray(value)) return value.map((one) => copy(one, name, isName, depth + 1));
    // bytes and similar values from a flow are converted to text first
    if (!isPlainObject(value)) return copy(toJson(value), name, isName, depth + 1);
    return isJsonObject(value) ? copyMembers(value, name, depth) : null;
  };
  const copyMembers = (
    value: Readonly<Record<string, unknown>>,
    owner: string,
    depth: number,
  ): Record<string, unknown> => {
    const all: Record<string, unknown> = {};
    const isName = isPerson(value, owner);
    // several names are equal where all of them are left out
    const names = new UniqueNames({ has: (name) => Object.hasOwn(all, name) });
    for (const member of Object.keys(value)) {
      const name = scrub(member);
      const free = name === member ? name : names.of(name);
      setSafe(all, free, copy(value[member], member, isName, depth + 1));
    }
    return all;
  };
  return (record) => copy(record, '', false, 0);
}
