import type { Event } from '../../event';
import { setSafe as putMember } from '../../field-mapping';
import type { ClassName } from './enums';
import { email, type Json, setIfDefined } from './values';

type Read = (event: Event) => unknown;

/** Members that no class has an attribute for. */
const NEVER_MAPPED: readonly (readonly [name: string, read: Read])[] = [
  ['tlsVersion', (event) => event.tlsVersion],
  ['tlsCipher', (event) => event.tlsCipher],
  ['tlsUsed', (event) => event.tlsUsed],
  ['spamScore', (event) => event.spamScore],
  ['senderDomain', (event) => event.sourceDomain],
];

/** Addresses that the schema's e-mail type rejects, mostly because of non-ASCII letters. */
function setInvalidAddresses(event: Event, target: Json): void {
  if (event.from !== undefined && email(event.from) === undefined) target['senderEnvelope'] = event.from;
  if (event.headerFrom !== undefined && email(event.headerFrom) === undefined)
    target['senderHeader'] = event.headerFrom;
  const invalid = event.to.filter((one) => email(one) === undefined);
  if (invalid.length > 0) target['recipients'] = invalid;
}

/** Members that only some classes have an attribute for. */
const MAPPED_IN: readonly (readonly [name: string, classes: readonly ClassName[], read: Read])[] = [
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

/** The members without an attribute in the class; undefined when there are none. */
export function unmappedMembers(
  event: Event,
  name: ClassName,
  fields: Readonly<Record<string, string>>,
): Json | undefined {
  const all: Json = {};
  for (const [member, read] of NEVER_MAPPED) setIfDefined(all, member, read(event));
  for (const [member, classes, read] of MAPPED_IN)
    if (!classes.includes(name)) setIfDefined(all, member, read(event));
  setInvalidAddresses(event, all);
  for (const member of Object.keys(event.unmapped)) putMember(all, member, event.unmapped[member]);
  for (const [member, text] of Object.entries(fields)) if (!Object.hasOwn(all, member)) all[member] = text;
  for (const _member in all) return all;
  return undefined;
}
