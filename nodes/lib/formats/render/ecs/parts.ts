/**
 * The field sets of ECS. Empty ones are empty objects, which `compact` drops. A set takes the facts that it places in
 * some events only; what it places in every event is in a list.
 */
import { type Event, isClick } from '../../event';
import { parseUrl } from '../../parsers/url';
import { FACT, type FactName } from '../fact-list';
import type { Facts } from '../facts';
import { compact, type Json, withAddress, withId } from './compact';

const list = (one: string | undefined): readonly string[] | undefined =>
  one === undefined ? undefined : [one];
const nonEmptyList = <T>(all: readonly T[]): readonly T[] | undefined => (all.length > 0 ? all : undefined);

/** Splits `TLSv1.3` into protocol `tls` and version `1.3`. */
export function tls(facts: Facts): Json {
  const { tlsVersion, tlsCipher, tlsUsed } = facts.event;
  const found = tlsVersion === undefined ? null : /^(tls|ssl)v?\s{0,5}(\d[\d.]{0,10})$/i.exec(tlsVersion);
  if (found !== null) facts.take(FACT.tlsVersion);
  return compact({
    version: found?.[2],
    version_protocol: found?.[1]?.toLowerCase(),
    cipher: tlsCipher,
    established: tlsUsed ?? (found === null ? undefined : true),
  });
}

export const MAIL_FACTS: readonly FactName[] = [
  ...(['from', 'headerFrom', 'to', 'subject', 'traceId', 'direction'] as const),
  ...([
    'files',
    'fileName',
    'fileExtension',
    'fileMimeType',
    'fileSize',
    'fileMd5',
    'fileSha1',
    'fileSha256',
  ] as const),
];
export const PEOPLE_FACTS: readonly FactName[] = ['actor', 'actorName', 'user', 'userName', 'userDomain'];
export const NETWORK_FACTS: readonly FactName[] = [
  ...(['sourceIp', 'sourceHost', 'destinationIp', 'destinationHost', 'tlsCipher', 'tlsUsed'] as const),
];

const IN_BRACKETS = /^<(.*)>$/;

export function mail(facts: Facts): Json {
  const { event } = facts;
  const both = event.headerFrom !== undefined && event.from !== undefined;
  const { messageId } = event;
  const inBrackets = messageId === undefined ? undefined : IN_BRACKETS.exec(messageId)?.[1];
  // ECS has the id without its brackets, so the original is kept too.
  if (inBrackets === undefined) facts.take(FACT.messageId);
  return compact({
    from: withAddress(list(event.headerFrom ?? event.from)),
    sender: withAddress(both ? event.from : undefined),
    to: withAddress(nonEmptyList(event.to)),
    subject: event.subject,
    message_id: inBrackets ?? messageId,
    local_id: event.traceId,
    direction: event.direction,
    attachments: nonEmptyList(event.files.map((file) => compact({ file: fileOf(file) }))),
  });
}

function fileOf(file: Event['files'][0]): Json {
  return compact({
    name: file.name,
    extension: file.extension,
    mime_type: file.mimeType,
    size: file.size,
    hash: compact({ md5: file.md5, sha1: file.sha1, sha256: file.sha256 }),
  });
}

/** The first URL. Rules for indicators query `url.full`. */
export function url(facts: Facts): Json {
  const [text, ...others] = facts.event.urls;
  if (text === undefined) return {};
  facts.takePart(FACT.urls, others);
  const parts = parseUrl(text);
  return compact({
    original: text,
    full: text,
    scheme: parts?.scheme,
    domain: parts?.host,
    port: parts?.port,
    path: parts?.path === '' ? undefined : parts?.path,
    query: parts?.query === '' ? undefined : parts?.query,
  });
}

/** Up to this number, looking through a list is faster than making a set. */
const MAX_SHORT = 12;

function distinct(all: readonly (string | undefined)[]): readonly string[] | undefined {
  const given = all.filter((one) => one !== undefined);
  return nonEmptyList(
    given.length > MAX_SHORT ? [...new Set(given)] : given.filter((one, at) => given.indexOf(one) === at),
  );
}

export function related({ event }: Facts): Json {
  const { files, urls } = event;
  return compact({
    user: distinct([...event.to, event.from, event.headerFrom, event.actor, event.user]),
    ip: distinct([event.sourceIp, event.destinationIp]),
    hosts: distinct([
      event.sourceHost,
      event.destinationHost,
      event.sourceDomain,
      ...urls.map((one) => parseUrl(one)?.host),
    ]),
    hash: distinct(files.flatMap(({ md5, sha1, sha256 }) => [md5, sha1, sha256])),
  });
}

/** An address is an e-mail address and, before the @, a short name. Services have a name only. */
function person(name: string | undefined, fullName: string | undefined): Json {
  if (name === undefined) return fullName === undefined ? {} : { full_name: fullName };
  const at = name.lastIndexOf('@');
  const isAddress = at > 0;
  return compact({
    name: isAddress ? name.slice(0, at) : name,
    email: isAddress ? name : undefined,
    full_name: fullName,
  });
}

/** The acting user, and the affected user as its target. */
export function user({ event }: Facts): Json {
  const { actor, actorName, user: affected, userName, userDomain } = event;
  const other = actor !== undefined && affected !== actor;
  const acting = person(actor ?? affected, actorName ?? (other ? undefined : userName));
  if (!other) return compact({ ...acting, domain: userDomain });
  return compact({ ...acting, target: compact({ ...person(affected, userName), domain: userDomain }) });
}

export function file({ event: { kind, files } }: Facts): Json {
  const [first] = files;
  return kind === 'threat' && first !== undefined ? fileOf(first) : {};
}

/** `ip` must be a valid address, otherwise Elasticsearch rejects the whole document. */
export function source(facts: Facts): Json {
  const { event } = facts;
  const { sourceIp, sourceHost, size } = event;
  // The domain of the sender would describe the computer of the user who clicked.
  const domain = sourceHost === undefined && !isClick(event) ? event.sourceDomain : undefined;
  if (domain !== undefined) facts.take(FACT.sourceDomain);
  return compact({
    address: sourceIp ?? sourceHost,
    ip: sourceIp,
    domain: sourceHost ?? domain,
    // the message is what the sender's side has sent; `size` is below `mimecast` too
    bytes: size,
  });
}

export function destination({ event }: Facts): Json {
  const { destinationIp, destinationHost } = event;
  return compact({ address: destinationIp ?? destinationHost, ip: destinationIp, domain: destinationHost });
}

/** Labels of Mimecast, and the checks that matched. They are below `mimecast` too. */
export const tags = ({ event }: Facts): readonly string[] | undefined =>
  distinct([...event.tags, ...event.indicators]);

/** One step of the processing of a message. */
export const transaction = ({ event: { processingId } }: Facts): Json => withId(processingId);

/** The name of the malware. It is below `mimecast` too. */
export const threat = ({ event: { malware } }: Facts): Json =>
  malware === undefined ? {} : { software: { name: malware } };

/** Why a message did not get through. */
export function error(facts: Facts): Json {
  const { code, message, reason, disposition } = facts.event;
  if (disposition !== 'failed' && disposition !== 'rejected') return {};
  facts.take(FACT.code);
  return compact({ code, message: message ?? reason });
}
