/** ArcSight Common Event Format, version 0: `CEF:0|vendor|product|version|class|name|severity|key=value …`. */
import { hash } from 'node:crypto';
import { type Event, eventTime, isClick, type Level } from '../event';
import { cached } from '../text-cache';
import { UniqueNames } from '../unique-names';
import { FACT, type FactName, forEachFact } from './fact-list';
import { Facts, factText, takenFacts } from './facts';
import {
  authenticationText,
  bestHash,
  converted,
  derived,
  first,
  hasRecipients,
  joined,
  type LineField,
  MAX_VALUE_LENGTH,
  nothing,
  ofFirstFile,
  onlyIpv4,
  onlyIpv6,
  when,
  withType,
} from './field-list';
import { createKeyNamer } from './key-cache';
import { eventCategory, eventClass, type Renderer, type Settings } from './renderer';
import { stripControl, toJsonLine, toText, trimBlanks, truncate } from './sanitize';

const SEVERITY: Readonly<Record<Level, string>> = {
  unknown: 'Unknown',
  informational: '1',
  low: '3',
  medium: '5',
  high: '8',
  critical: '10',
};

/** `externalId` has at most 40 characters. A longer id is hashed, because a truncated one may not be unique. */
const shortId = (id: string): string => (id.length <= 40 ? id : hash('sha256', id).slice(0, 32));

const DIRECTIONS: ReadonlyMap<string, string> = new Map([
  ['inbound', '0'],
  ['outbound', '1'],
]);

/** A category of a click on a clean link is no threat. */
const isThreat = ({ verdict }: Event): boolean => verdict === 'malicious' || verdict === 'suspicious';

/** Keys of the CEF dictionary with their maximum lengths, and labelled custom strings and numbers. */
const FIELDS: readonly LineField[] = [
  { key: 'rt', max: 0, read: derived(eventTime) },
  { key: 'externalId', max: 40, read: derived(({ origin }) => shortId(origin.id)) },
  { key: 'cat', max: 1023, read: withType(eventCategory) },
  { key: 'act', max: 63, read: first('action') },
  { key: 'outcome', max: 63, read: derived((event) => event.outcome) },
  { key: 'reason', max: 1023, read: first('reason') },
  { key: 'suser', max: 1023, read: when(isClick, first('user'), first('actor', 'from', 'headerFrom')) },
  { key: 'duser', max: 1023, read: when(hasRecipients, joined('to'), first('user')) },
  { key: 'src', max: 0, read: converted('sourceIp', onlyIpv4) },
  { key: 'c6a2', max: 0, read: converted('sourceIp', onlyIpv6), label: 'Source IPv6 Address' },
  { key: 'shost', max: 1023, read: first('sourceHost') },
  // The domain of the sender would describe the computer of the user who clicked.
  { key: 'sourceDnsDomain', max: 255, read: when(isClick, nothing, first('sourceDomain')) },
  { key: 'dst', max: 0, read: converted('destinationIp', onlyIpv4) },
  { key: 'c6a3', max: 0, read: converted('destinationIp', onlyIpv6), label: 'Destination IPv6 Address' },
  { key: 'dhost', max: 1023, read: first('destinationHost') },
  // The dictionary has no value for internal messages, so the direction is among our own keys too.
  { key: 'deviceDirection', max: 0, read: derived(({ direction }) => DIRECTIONS.get(direction ?? '')) },
  { key: 'msg', max: 1023, read: first('subject', 'message') },
  { key: 'request', max: 1023, read: first('urls') },
  { key: 'fname', max: 1023, read: ofFirstFile('fileName') },
  { key: 'fileHash', max: 255, read: bestHash },
  { key: 'fileType', max: 1023, read: ofFirstFile('fileMimeType', 'fileExtension') },
  { key: 'fsize', max: 0, read: ofFirstFile('fileSize') },
  { key: 'destinationServiceName', max: 1023, read: first('application') },
  { key: 'cs1', max: 4000, read: first('messageId'), label: 'Message ID' },
  { key: 'cs2', max: 4000, read: first('traceId'), label: 'Aggregate ID' },
  { key: 'cs3', max: 4000, read: first('policy', 'control'), label: 'Policy' },
  {
    key: 'cs4',
    max: 4000,
    read: when(isThreat, first('malware', 'urlCategory'), first('malware')),
    label: 'Threat',
  },
  { key: 'cs5', max: 4000, read: authenticationText, label: 'Authentication' },
  { key: 'cs6', max: 4000, read: joined('indicators'), label: 'Indicators' },
  { key: 'cn1', max: 0, read: first('size'), label: 'Message size' },
  { key: 'cn2', max: 0, read: first('spamScore'), label: 'Spam score' },
  { key: 'cn3', max: 0, read: first('attempts'), label: 'Attempts' },
  {
    key: 'flexString1',
    max: 1023,
    read: when(isThreat, nothing, first('urlCategory')),
    label: 'URL category',
  },
  { key: 'flexString2', max: 1023, read: when(isClick, first('from')), label: 'Sender' },
  {
    key: 'flexString2',
    max: 1023,
    read: derived((event) => (isClick(event) ? undefined : event.processingId)),
    label: 'Processing ID',
  },
  { key: 'flexNumber2', max: 0, read: derived((event) => event.attachmentCount), label: 'Attachments' },
  { key: 'cfp1', max: 0, read: derived(({ duration }) => duration), label: 'Duration (ms)' },
  // the tenant is the device that has seen the event
  { key: 'deviceExternalId', max: 255, read: derived(({ origin }) => origin.account) },
  {
    key: 'MimecastRecordId',
    max: 4000,
    read: derived(({ origin }) => (origin.id.length > 40 ? origin.id : undefined)),
  },
  { key: 'MimecastVerdict', max: 0, read: first('verdict', 'status') },
];

/** Our own keys for facts without a key above, where the key is not the name of the fact. */
const KEYS: Partial<Readonly<Record<FactName, string>>> = {
  message: 'Detail',
  fileName: 'Files',
  to: 'Recipients',
  from: 'Sender',
  fromName: 'SenderName',
  traceId: 'AggregateId',
  sourceDomain: 'SenderDomain',
};

const capitalised = (name: string): string => `Mimecast${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const FACT_KEYS: readonly string[] = forEachFact((name) => capitalised(KEYS[name] ?? name));

/** It is what `act` means, and no value of the record. */
const NO_MEMBERS = takenFacts('disposition');

const RESERVED_KEYS: ReadonlySet<string> = new Set([
  ...FIELDS.flatMap(({ key, label }) => (label === undefined ? [key] : [key, `${key}Label`])),
  ...FACT_KEYS,
]);

const toKey = createKeyNamer(capitalised);

const SPECIAL = /[\p{Cc}\p{Cs}\u2028\u2029\\=]/u;

/** Escapes a value. Line breaks become `\n` and `\r`; other control characters are replaced before the escaping. */
function escapeValue(text: string, max: number): string {
  const short = max === 0 ? text : truncate(text, max);
  if (!SPECIAL.test(short)) return trimBlanks(short);
  const cleaned = short.split(BREAK).map((line) => (BREAK.test(line) ? line : stripControl(line)));
  return trimBlanks(cleaned.join(''))
    .replace(/[\\=]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}

const BREAK = /([\r\n])/;

const escapeHeader = (text: string): string => trimBlanks(stripControl(text)).replace(/[\\|]/g, '\\$&');

const MAX_HEADERS = 1_000;
const classHeader = cached(MAX_HEADERS, (text) => escapeHeader(truncate(text, 1023)));
const nameHeader = cached(MAX_HEADERS, (text) => escapeHeader(truncate(text, 512)));

/** The text before each value. */
const startOf = (key: string): string => ` ${key}=`;
const FACT_STARTS: readonly string[] = FACT_KEYS.map(startOf);
const MEMBERS = FIELDS.map(({ key, max, read, label }) => ({
  start: startOf(key),
  max,
  read,
  end: label === undefined ? '' : ` ${key}Label=${label}`,
}));

/** Adds a value between `start` and `end`; nothing when there is no value. */
function add(parts: string[], start: string, value: string | number, max: number, end: string): void {
  const text = typeof value === 'number' ? String(value) : escapeValue(value, max);
  if (text !== '') parts.push(`${start}${text}${end}`);
}

/** Who signs in is actor and user: the name of one person is there once. */
const hasOneName = ({ actor, actorName, user, userName }: Event): boolean =>
  userName !== undefined && userName === actorName && user === actor;

/** What no field has taken, under our own keys. */
function addRemainder(parts: string[], facts: Facts): void {
  facts.visitRemainder((fact, value) => {
    add(parts, FACT_STARTS[fact] ?? '', factText(value), MAX_VALUE_LENGTH, '');
  });
}

/** Unmapped members, static fields, and the original record if selected. */
function addMembers(parts: string[], { unmapped, record }: Event, { fields, raw }: Settings): void {
  const used = new Set<string>();
  const names = new UniqueNames({ has: (key) => RESERVED_KEYS.has(key) || used.has(key) });
  const put = (name: string, text: string, max: number): void => {
    const key = names.of(toKey(name));
    used.add(key);
    add(parts, startOf(key), text, max, '');
  };
  for (const name of Object.keys(unmapped)) put(name, toText(unmapped[name]), MAX_VALUE_LENGTH);
  for (const name of Object.keys(fields)) put(name, fields[name] ?? '', MAX_VALUE_LENGTH);
  if (raw) put('Raw', toJsonLine(record), 0);
}

export function cef(settings: Settings): Renderer {
  const start = `CEF:0|${[settings.vendor, settings.product, settings.version].map(escapeHeader).join('|')}|`;
  const device = `dvchost=${escapeValue(settings.host, 100)}`;
  return {
    kind: 'line',
    mayHaveHalves: true,
    render(event) {
      const facts = new Facts(event, NO_MEMBERS);
      const header = `${start}${classHeader(eventClass(event))}|${nameHeader(event.name)}|${SEVERITY[event.level]}|`;
      // joined at the end: a text that grows step by step is copied later, and takes several times its size until then
      const parts = [header, device];
      for (const member of MEMBERS) {
        const value = member.read(facts, member.max);
        if (value !== undefined) add(parts, member.start, value, member.max, member.end);
      }
      if (hasOneName(event)) facts.take(FACT.userName);
      addRemainder(parts, facts);
      addMembers(parts, event, settings);
      return parts.join('');
    },
  };
}
