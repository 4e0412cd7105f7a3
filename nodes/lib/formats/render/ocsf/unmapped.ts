import type { Event } from '../../event';
import { put as putMember } from '../../table';
import { email, type Json, put } from './values';
import type { ClassName } from './words';

type Read = (event: Event) => unknown;

/** Members of an event that no class has a place for. */
const HOMELESS: readonly (readonly [name: string, read: Read])[] = [
  ['tlsVersion', (event) => event.tlsVersion],
  ['tlsCipher', (event) => event.tlsCipher],
  ['tlsUsed', (event) => event.tlsUsed],
  ['spamScore', (event) => event.spamScore],
  ['senderDomain', (event) => event.sourceDomain],
];

/** Addresses that the schema's type refuses: letters of other scripts, above all. */
function strangers(event: Event, into: Json): void {
  if (event.from !== undefined && email(event.from) === undefined) into['senderEnvelope'] = event.from;
  if (event.headerFrom !== undefined && email(event.headerFrom) === undefined)
    into['senderHeader'] = event.headerFrom;
  const others = event.to.filter((one) => email(one) === undefined);
  if (others.length > 0) into['recipients'] = others;
}

/** Members that have a place in some classes only. */
const PLACES: readonly (readonly [name: string, classes: readonly ClassName[], read: Read])[] = [
  ['subject', ['mail', 'threat', 'leak'], (event) => event.subject],
  ['messageId', ['mail', 'threat', 'leak'], (event) => event.messageId],
  ['direction', ['mail'], (event) => event.direction],
  ['emailSize', ['mail', 'threat'], (event) => event.size],
  ['deliveryAttempts', ['mail'], (event) => event.attempts],
  ['spf', ['mail'], (event) => event.spf],
  ['dkim', ['mail'], (event) => event.dkim],
  ['dmarc', ['mail'], (event) => event.dmarc],
  ['virusFound', ['mail', 'threat'], (event) => event.malware],
  ['policy', ['mail', 'threat', 'leak'], (event) => event.policy],
  ['application', ['logon', 'api'], (event) => event.application],
  ['actor', ['account', 'entity', 'group', 'api', 'logon'], (event) => event.actor],
  ['user', ['account', 'group', 'logon', 'user', 'threat'], (event) => event.user],
  ['group', ['group', 'user'], (event) => event.group],
  ['userName', ['user'], (event) => event.userName],
  ['userDomain', ['user'], (event) => event.userDomain],
];

/** What has no home in the class; undefined where everything has one. */
export function unmapped(
  event: Event,
  name: ClassName,
  fields: Readonly<Record<string, string>>,
): Json | undefined {
  const all: Json = {};
  for (const [member, read] of HOMELESS) put(all, member, read(event));
  for (const [member, classes, read] of PLACES) if (!classes.includes(name)) put(all, member, read(event));
  strangers(event, all);
  for (const member of Object.keys(event.rest)) putMember(all, member, event.rest[member]);
  for (const [member, text] of Object.entries(fields)) if (!Object.hasOwn(all, member)) all[member] = text;
  for (const _member in all) return all;
  return undefined;
}
