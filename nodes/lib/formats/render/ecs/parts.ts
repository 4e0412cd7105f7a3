/** The field sets of ECS. Empty ones are empty objects, which `compact` drops. */
import type { Event } from '../../event';
import { parseUrl } from '../../parsers/url';
import { compact, type Json } from './compact';

/** Kinds of events about a message. */
const MAIL_KINDS: ReadonlySet<Event['kind']> = new Set(['mail', 'threat', 'leak']);

const withoutBrackets = (id: string | undefined): string | undefined => id?.replace(/^<(.*)>$/, '$1');
const list = (one: string | undefined): readonly string[] | undefined =>
  one === undefined ? undefined : [one];
const nonEmptyList = <T>(all: readonly T[]): readonly T[] | undefined => (all.length > 0 ? all : undefined);

/** Splits `TLSv1.3` into protocol `tls` and version `1.3`. */
export function tls({ tlsVersion, tlsCipher, tlsUsed }: Event): Json {
  const found = tlsVersion === undefined ? null : /^(tls|ssl)v?\s*([\d.]+)$/i.exec(tlsVersion);
  return compact({
    version: found?.[2],
    version_protocol: found?.[1]?.toLowerCase(),
    cipher: tlsCipher,
    established: tlsUsed ?? (found === null ? undefined : true),
  });
}

export function mail(event: Event): Json {
  if (!MAIL_KINDS.has(event.kind)) return {};
  const both = event.headerFrom !== undefined && event.from !== undefined;
  return compact({
    from: compact({ address: list(event.headerFrom ?? event.from) }),
    sender: compact({ address: both ? event.from : undefined }),
    to: compact({ address: nonEmptyList(event.to) }),
    subject: event.subject,
    message_id: withoutBrackets(event.messageId),
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

export function url([text]: readonly string[]): Json {
  if (text === undefined) return {};
  const parts = parseUrl(text);
  return compact({
    original: text,
    scheme: parts?.scheme,
    domain: parts?.host,
    port: parts?.port,
    path: parts?.path === '' ? undefined : parts?.path,
    query: parts?.query === '' ? undefined : parts?.query,
  });
}

const distinct = (all: readonly (string | undefined)[]): readonly string[] | undefined =>
  nonEmptyList([...new Set(all.filter((one) => one !== undefined))]);

export function related(event: Event): Json {
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

export function user(event: Event): Json {
  if (MAIL_KINDS.has(event.kind)) return compact({ name: event.user });
  const target = event.actor !== undefined && event.user !== event.actor ? event.user : undefined;
  return compact({
    name: event.actor ?? event.user,
    full_name: event.userName,
    domain: event.userDomain,
    target: compact({ name: target }),
  });
}

export function file({ kind, files: [first] }: Event): Json {
  return kind === 'threat' && first !== undefined ? fileOf(first) : {};
}

/** `ip` must be a valid address, otherwise Elasticsearch rejects the whole document. */
export function source(event: Event): Json {
  return compact({
    address: event.sourceIp ?? event.sourceHost,
    ip: event.sourceIp,
    domain: event.sourceHost ?? event.sourceDomain,
  });
}

export function destination(event: Event): Json {
  return compact({
    address: event.destinationIp ?? event.destinationHost,
    ip: event.destinationIp,
    domain: event.destinationHost,
  });
}
