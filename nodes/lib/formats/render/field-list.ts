/** The fields of a line format: keys, order and values, without the escaping. */
import type { Event, FileInfo } from '../event';
import { FACT, type Fact, type FactName, type FactValue } from './fact-list';
import { canBeJoined, type Facts } from './facts';
import { toJsonLine } from './sanitize';

export type FieldValue = string | number | undefined;

export interface LineField {
  readonly key: string;
  /** maximum length in UTF-16 units; 0: no limit */
  readonly max: number;
  /** Takes the facts that fit into the field; longer ones are in the remainder too. */
  readonly read: (facts: Facts, max: number) => FieldValue;
  /** label of a custom field */
  readonly label?: string;
}

/** The longest value of our own keys: what does not fit there fits nowhere. */
export const MAX_VALUE_LENGTH = 4000;

const fits = (value: string | number, max: number): boolean =>
  typeof value === 'number' || max === 0 || max >= MAX_VALUE_LENGTH || value.length <= max;

/** A value that the format derives from the event: it takes no fact. */
export const derived =
  (read: (event: Event) => FieldValue): LineField['read'] =>
  ({ event }) =>
    read(event);

/** The same for a text that contains the type of the record. */
export const withType =
  (read: (event: Event) => string): LineField['read'] =>
  (facts) => {
    facts.take(FACT.type);
    return read(facts.event);
  };

export const nothing: LineField['read'] = () => undefined;
export const hasRecipients = ({ to }: Event): boolean => to.length > 0;

function takeFirst(facts: Facts, fact: Fact, value: FactValue, max: number): string | number {
  const isList = typeof value === 'object';
  const entry = isList ? value[0] : value;
  const text = typeof entry === 'number' ? entry : String(entry);
  if ((!isList || value.length === 1) && fits(text, max)) facts.take(fact);
  return text;
}

/** The first of these facts that the event has; of a list, its first entry. */
export function first(...names: readonly FactName[]): LineField['read'] {
  const candidates = names.map((name) => FACT[name]);
  return (facts, max) => {
    for (const fact of candidates) {
      const value = facts.values[fact];
      if (value !== undefined) return takeFirst(facts, fact, value, max);
    }
    return undefined;
  };
}

/** A fact in another form; undefined when the field cannot have it. */
export function converted(name: FactName, convert: (value: string) => string | undefined): LineField['read'] {
  const fact = FACT[name];
  return (facts) => {
    const value = facts.values[fact];
    const text = typeof value === 'string' ? convert(value) : undefined;
    if (text !== undefined) facts.take(fact);
    return text;
  };
}

/** All entries of a list that fit: joined by commas, or as JSON where an entry has a comma itself. */
export function joined(name: FactName, separator = ','): LineField['read'] {
  const fact = FACT[name];
  return (facts, max) => {
    const value = facts.values[fact];
    if (!Array.isArray(value)) return undefined;
    // an address has its comma in quotes
    if (name !== 'to' && !canBeJoined(value)) return jsonWithin(facts, fact, value, max);
    const entries = value.map(String);
    const text = joinWithin(entries, max, separator);
    const isWhole = text !== undefined && fits(text, max) && text.length >= lengthOf(entries, separator);
    if (max >= MAX_VALUE_LENGTH || isWhole) facts.take(fact);
    return text;
  };
}

/** As many entries as fit, as a JSON list. */
function jsonWithin(facts: Facts, fact: Fact, list: readonly unknown[], max: number): string {
  const parts = list.map(toJsonLine);
  const inner = joinWithin(parts, max - '[]'.length) ?? '';
  const isWhole = inner.length >= lengthOf(parts, ',');
  if (max >= MAX_VALUE_LENGTH || (isWhole && fits(inner, max - '[]'.length))) facts.take(fact);
  return `[${inner}]`;
}

const lengthOf = (entries: readonly string[], separator: string): number =>
  entries.reduce((sum, entry) => sum + entry.length, separator.length * (entries.length - 1));

/** Uses another reader for some events. */
export const when =
  (
    condition: (event: Event) => boolean,
    yes: LineField['read'],
    no: LineField['read'] = nothing,
  ): LineField['read'] =>
  (facts, max) =>
    condition(facts.event) ? yes(facts, max) : no(facts, max);

/** Joins as many whole entries as fit; a truncated address would be another address. */
export function joinWithin(entries: readonly string[], max: number, separator = ','): string | undefined {
  const [firstEntry, ...others] = entries;
  if (firstEntry === undefined) return undefined;
  let text = firstEntry;
  for (const entry of others) {
    if (text.length + separator.length + entry.length > max) break;
    text += separator + entry;
  }
  return text;
}

export const isIpv4 = (ip: string): boolean => ip.includes('.') && !ip.includes(':');
export const onlyIpv4 = (ip: string): string | undefined => (isIpv4(ip) ? ip : undefined);
export const onlyIpv6 = (ip: string): string | undefined => (isIpv4(ip) ? undefined : ip);

const CHECKS = ['spf', 'dkim', 'dmarc'] as const;

/** `spf:pass; dkim:none; dmarc:pass` */
export const authenticationText: LineField['read'] = (facts) => {
  let text = '';
  for (const check of CHECKS) {
    const result = facts.event[check];
    if (result !== undefined) text += `${text === '' ? '' : '; '}${check}:${result}`;
  }
  if (text === '') return undefined;
  facts.take(FACT.spf, FACT.dkim, FACT.dmarc);
  return text;
};

const FILE_MEMBERS = {
  fileName: 'name',
  fileExtension: 'extension',
  fileMimeType: 'mimeType',
  fileSize: 'size',
  fileMd5: 'md5',
  fileSha1: 'sha1',
  fileSha256: 'sha256',
} as const satisfies Partial<Record<FactName, keyof FileInfo>>;

/** The first of these that the first file has: keys of one file must not have members of several. */
export const ofFirstFile =
  (...names: readonly (keyof typeof FILE_MEMBERS)[]): LineField['read'] =>
  (facts, max) => {
    const [file, ...others] = facts.event.files;
    const name = file && names.find((one) => file[FILE_MEMBERS[one]] !== undefined);
    const value = name && file[FILE_MEMBERS[name]];
    if (name === undefined || value === undefined) return undefined;
    if (others.length === 0 && fits(value, max)) facts.take(FACT[name]);
    return value;
  };

const HASHES = ['fileSha256', 'fileSha1', 'fileMd5'] as const;

/** The longest hash of the first file. */
export const bestHash = ofFirstFile(...HASHES);
