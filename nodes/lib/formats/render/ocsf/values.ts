/**
 * Builds small OCSF objects. Empty objects are never built, because most objects require a member. Each member is set by its
 * own statement: set by one function under many names, members are slow to set, and large objects slow to read.
 */
import type { FileInfo } from '../../event';
import { parseUrl } from '../../parsers/url';
import { FACT, type Fact } from '../fact-list';
import type { Facts } from '../facts';

export type Json = Record<string, unknown>;

/** The pattern of the schema's e-mail type. It rejects non-ASCII letters, and underscores in domains. */
const EMAIL = /^[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~.]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9.-]+$/;

export const email = (text: string | undefined): string | undefined =>
  text !== undefined && EMAIL.test(text) ? text : undefined;

export const emails = (all: readonly string[]): readonly string[] =>
  all.filter((one) => email(one) !== undefined);

/** The object, or undefined when it is empty. */
export const nonEmpty = (object: Json): Json | undefined =>
  Object.keys(object).length > 0 ? object : undefined;

/** The facts of a file, all of which `fileOf` places. */
export const FILE_FACTS: readonly Fact[] = [
  FACT.files,
  FACT.fileName,
  FACT.fileExtension,
  FACT.fileMimeType,
  FACT.fileSize,
  FACT.fileMd5,
  FACT.fileSha1,
  FACT.fileSha256,
];

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
  const hashes: Json[] = [];
  for (const [name, algorithm_id] of ALGORITHMS) {
    const value = file[name];
    if (value !== undefined) hashes.push({ algorithm_id, value });
  }
  // the name is required, but old sandbox records have hashes only
  const object: Json = {
    name: file.name ?? file.sha256 ?? file.sha1 ?? file.md5 ?? 'unnamed',
    type_id: REGULAR_FILE,
  };
  if (file.extension !== undefined) object['ext'] = file.extension;
  if (file.mimeType !== undefined) object['mime_type'] = file.mimeType;
  if (file.size !== undefined) object['size'] = file.size;
  if (hashes.length > 0) object['hashes'] = hashes;
  return object;
}

/** Mimecast's URL categories and the matching ids and captions of the schema. */
const URL_CATEGORIES: readonly (readonly [pattern: RegExp, id: number, caption: string])[] = [
  [/phish|fraud/i, 18, 'Phishing'],
  [/malware|malicious|compromised/i, 43, 'Malicious Sources/Malnets'],
  [/botnet/i, 44, 'Malicious Outbound Data/Botnets'],
  [/suspicious|newly registered/i, 92, 'Suspicious'],
  [/spam/i, 101, 'Spam'],
  [/hack/i, 17, 'Hacking'],
  [/uncategori[sz]ed/i, 90, 'Uncategorized'],
];

const OTHER_CATEGORY = 99;

/** Captions stand beside ids, so the word of the source stands beside the id for others. */
function setCategories(target: Json, category: string): void {
  const found = URL_CATEGORIES.find(([pattern]) => pattern.test(category));
  if (found === undefined) {
    target['categories'] = [category];
    target['category_ids'] = [OTHER_CATEGORY];
    return;
  }
  const [, id, caption] = found;
  target['categories'] = caption === category ? [caption] : [caption, category];
  target['category_ids'] = caption === category ? [id] : [id, OTHER_CATEGORY];
}

export function urlOf(text: string, category: string | undefined): Json {
  const object: Json = { url_string: text };
  const parts = parseUrl(text);
  if (parts !== undefined) {
    object['scheme'] = parts.scheme;
    const host = hostname(parts.host);
    if (host !== undefined) object['hostname'] = host;
    if (parts.port !== undefined) object['port'] = parts.port;
    if (parts.path !== '') object['path'] = parts.path;
    if (parts.query !== '') object['query_string'] = parts.query;
  }
  if (category !== undefined) setCategories(object, category);
  return object;
}

function endpointOf(ip: string | undefined, host: string | undefined): Json | undefined {
  const object: Json = {};
  if (ip !== undefined) object['ip'] = ip;
  const name = hostname(host);
  if (name !== undefined) object['hostname'] = name;
  return nonEmpty(object);
}

/** The domain of a sender does not describe the connecting host, so it is not used here. */
export function setSource(facts: Facts, target: Json): void {
  const { sourceIp, sourceHost } = facts.event;
  const object = endpointOf(sourceIp, sourceHost);
  facts.take(FACT.sourceIp);
  if (object === undefined) return;
  target['src_endpoint'] = object;
  if ('hostname' in object) facts.take(FACT.sourceHost);
}

export function setDestination(facts: Facts, target: Json): void {
  const { destinationIp, destinationHost } = facts.event;
  const object = endpointOf(destinationIp, destinationHost);
  facts.take(FACT.destinationIp);
  if (object === undefined) return;
  target['dst_endpoint'] = object;
  if ('hostname' in object) facts.take(FACT.destinationHost);
}

export const USER = 1;
export const ADMIN = 2;

export function userOf(name: string, fullName?: string, typeId = USER): Json {
  const object: Json = { name, type_id: typeId };
  const address = email(name);
  if (address !== undefined) object['email_addr'] = address;
  if (fullName !== undefined) object['full_name'] = fullName;
  return object;
}

/** The acting user, and the application that was used. */
export function actorOf(facts: Facts): Json | undefined {
  const { actor, actorName, application } = facts.event;
  const object: Json = {};
  const name = actor ?? actorName;
  if (name !== undefined) object['user'] = userOf(name, actorName, ADMIN);
  if (application !== undefined) object['app_name'] = application;
  facts.take(FACT.actor, FACT.actorName, FACT.application);
  return nonEmpty(object);
}
