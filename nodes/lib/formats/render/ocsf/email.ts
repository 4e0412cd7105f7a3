/** The message of an event. */
import type { Event } from '../../event';
import { FACT } from '../fact-list';
import type { Facts } from '../facts';
import { email, emails, FILE_FACTS, fileOf, type Json, nonEmpty, urlOf } from './values';

/** Whether the event has an address that the schema accepts; without one there is no e-mail object. */
export const hasMailAddress = ({ headerFrom, from, to }: Event): boolean =>
  email(headerFrom) !== undefined || email(from) !== undefined || to.some((one) => email(one) !== undefined);

/** As it stands in a header: `Ana Doe <ana@corp.example>`. */
const mailbox = (name: string, address: string): string => (name === '' ? address : `${name} <${address}>`);

function setSender(facts: Facts, target: Json): void {
  const { headerFrom, headerFromName, from, fromName } = facts.event;
  const header = email(headerFrom);
  const sender = header ?? email(from);
  if (sender === undefined) return;
  target['from'] = sender;
  facts.take(header === undefined ? FACT.from : FACT.headerFrom);
  // the name of another address would be a forgery of ours
  const isSame = header === undefined || from === undefined || from === header;
  const name = (header === undefined ? undefined : headerFromName) ?? (isSame ? fromName : undefined);
  if (name === undefined) return;
  target['from_mailbox'] = mailbox(name, sender);
  facts.take(name === headerFromName ? FACT.headerFromName : FACT.fromName);
  if (name === fromName) facts.take(FACT.fromName);
}

function setRecipients(facts: Facts, target: Json): void {
  const { to, toNames } = facts.event;
  const valid = emails(to);
  if (valid.length === 0) return;
  target['to'] = valid;
  facts.takePart(
    FACT.to,
    to.filter((one) => email(one) === undefined),
  );
  // names belong to addresses only where each has one
  if (toNames.length === to.length && valid.length === to.length) {
    target['to_mailboxes'] = toNames.map((name, index) => mailbox(name, valid[index] ?? ''));
    facts.take(FACT.toNames);
  }
}

/** What a message contains. */
export interface Parts {
  readonly files: readonly Json[];
  readonly urls: readonly Json[];
}

const NONE: readonly Json[] = [];

export const partsOf = ({ files, urls, urlCategory }: Event): Parts => ({
  files: files.length > 0 ? files.map(fileOf) : NONE,
  urls: urls.length > 0 ? urls.map((url) => urlOf(url, urlCategory)) : NONE,
});

/**
 * The e-mail object; undefined without a valid address, because the schema requires one. Nothing is taken then.
 * @param hasEnvelope whether the class has no place of its own for the envelope
 */
export function emailOf(facts: Facts, parts: Parts, hasEnvelope: boolean): Json | undefined {
  const { event } = facts;
  const object: Json = {};
  setSender(facts, object);
  setRecipients(facts, object);
  if (nonEmpty(object) === undefined) return undefined;
  const envelope = email(event.from);
  if (hasEnvelope && envelope !== undefined && envelope !== object['from']) {
    object['return_path'] = envelope;
    facts.take(FACT.from);
  }
  if (event.subject !== undefined) object['subject'] = event.subject;
  if (event.messageId !== undefined) object['message_uid'] = event.messageId;
  if (event.size !== undefined) object['size'] = event.size;
  facts.take(FACT.subject, FACT.messageId, FACT.size);
  if (parts.files.length > 0) {
    object['files'] = parts.files;
    facts.take(...FILE_FACTS);
  }
  if (parts.urls.length > 0) {
    object['urls'] = parts.urls;
    facts.take(FACT.urls, FACT.urlCategory);
  }
  return object;
}
