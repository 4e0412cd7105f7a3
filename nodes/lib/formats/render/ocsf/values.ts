/** Builds small OCSF 1.8.0 objects. Empty objects are never built, because most objects require a member. */
import type { Event, FileInfo } from '../../event';
import { parseUrl } from '../../parsers/url';

export type Json = Record<string, unknown>;

/** The pattern of the schema's e-mail type. It rejects non-ASCII letters, and underscores in domains. */
const EMAIL = /^[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~.]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9.-]+$/;

export const email = (text: string | undefined): string | undefined =>
  text !== undefined && EMAIL.test(text) ? text : undefined;

export const emails = (all: readonly string[]): readonly string[] =>
  all.filter((one) => email(one) !== undefined);

/** Sets the member unless the value is undefined. */
export function setIfDefined(target: Json, name: string, value: unknown): void {
  if (value !== undefined) target[name] = value;
}

/** The object, or undefined when it is empty. */
export const nonEmpty = (object: Json): Json | undefined =>
  Object.keys(object).length > 0 ? object : undefined;

const ALGORITHMS = [
  ['md5', 1],
  ['sha1', 2],
  ['sha256', 3],
] as const;
/** The pattern of the schema's hostname type. */
const HOST =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.){0,126}[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;

const hostname = (text: string | undefined): string | undefined =>
  text !== undefined && text.length <= 253 && HOST.test(text) ? text : undefined;

const REGULAR_FILE = 1;

export function fileOf(file: FileInfo): Json {
  const hashes = ALGORITHMS.flatMap(([name, algorithm_id]) => {
    const value = file[name];
    return value === undefined ? [] : [{ algorithm_id, value }];
  });
  // the name is required, but old sandbox records have hashes only
  const object: Json = {
    name: file.name ?? file.sha256 ?? file.sha1 ?? file.md5 ?? 'unnamed',
    type_id: REGULAR_FILE,
  };
  setIfDefined(object, 'ext', file.extension);
  setIfDefined(object, 'mime_type', file.mimeType);
  setIfDefined(object, 'size', file.size);
  if (hashes.length > 0) object['hashes'] = hashes;
  return object;
}

/** Mimecast's URL categories and the matching ids of the schema. */
const URL_CATEGORIES: readonly (readonly [pattern: RegExp, id: number])[] = [
  [/phish|fraud/i, 18],
  [/malware|malicious|compromised/i, 43],
  [/botnet/i, 44],
  [/suspicious|newly registered/i, 92],
  [/spam/i, 101],
  [/hack/i, 17],
  [/uncategori[sz]ed/i, 90],
];

export function urlOf(text: string, category: string | undefined): Json {
  const object: Json = { url_string: text };
  const parts = parseUrl(text);
  if (parts !== undefined) {
    object['scheme'] = parts.scheme;
    setIfDefined(object, 'hostname', hostname(parts.host));
    setIfDefined(object, 'port', parts.port);
    if (parts.path !== '') object['path'] = parts.path;
    if (parts.query !== '') object['query_string'] = parts.query;
  }
  if (category === undefined) return object;
  object['categories'] = [category];
  const id = URL_CATEGORIES.find(([pattern]) => pattern.test(category))?.[1];
  if (id !== undefined) object['category_ids'] = [id];
  return object;
}

export function sourceOf(event: Event): Json | undefined {
  const object: Json = {};
  setIfDefined(object, 'ip', event.sourceIp);
  setIfDefined(object, 'hostname', hostname(event.sourceHost));
  // the sender's domain does not describe the connecting host, so it is not used here
  return nonEmpty(object);
}

export function destinationOf(event: Event): Json | undefined {
  const object: Json = {};
  setIfDefined(object, 'ip', event.destinationIp);
  setIfDefined(object, 'hostname', hostname(event.destinationHost));
  return nonEmpty(object);
}

/** The e-mail object; undefined without a valid address, because the schema requires one. */
export function emailOf(event: Event): Json | undefined {
  const object: Json = {};
  setIfDefined(object, 'from', email(event.headerFrom) ?? email(event.from));
  const to = emails(event.to);
  if (to.length > 0) object['to'] = to;
  if (Object.keys(object).length === 0) return undefined;
  setIfDefined(object, 'subject', event.subject);
  setIfDefined(object, 'message_uid', event.messageId);
  setIfDefined(object, 'uid', event.traceId);
  setIfDefined(object, 'size', event.size);
  if (event.files.length > 0) object['files'] = event.files.map(fileOf);
  if (event.urls.length > 0) object['urls'] = event.urls.map((url) => urlOf(url, event.urlCategory));
  return object;
}

const USER = 1;

/** @param typeId 1 user, 2 administrator */
export function userOf(name: string, typeId = USER): Json {
  const object: Json = { name, type_id: typeId };
  setIfDefined(object, 'email_addr', email(name));
  return object;
}
