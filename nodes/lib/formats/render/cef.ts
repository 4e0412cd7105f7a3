/** ArcSight Common Event Format, version 0: `CEF:0|vendor|product|version|class|name|severity|key=value …`. */
import { hash } from 'node:crypto';
import { type Event, eventTime, type Level } from '../event';
import { authenticationText, hashOf, joinWithin, type LineField, onlyIpv4, onlyIpv6 } from './field-list';
import { createKeyNamer, uniqueKey } from './key-cache';
import { type Renderer, type Settings, sourceName } from './renderer';
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

const DIRECTIONS = { inbound: '0', outbound: '1', internal: undefined } as const;

/** Keys of the CEF dictionary with their maximum lengths, labelled custom strings and numbers, and our own keys. */
const FIELDS: readonly LineField[] = [
  { key: 'rt', max: 0, read: eventTime },
  { key: 'externalId', max: 40, read: ({ origin }) => shortId(origin.id) },
  { key: 'cat', max: 1023, read: ({ origin }) => `${origin.log}/${origin.type}` },
  { key: 'act', max: 63, read: (event) => event.action },
  { key: 'outcome', max: 63, read: (event) => event.outcome },
  { key: 'reason', max: 1023, read: (event) => event.reason },
  { key: 'suser', max: 1023, read: (event) => event.actor ?? event.from ?? event.headerFrom },
  { key: 'duser', max: 1023, read: (event) => joinWithin(event.to, 1023) ?? event.user },
  { key: 'src', max: 0, read: (event) => onlyIpv4(event.sourceIp) },
  { key: 'c6a2', max: 0, read: (event) => onlyIpv6(event.sourceIp), label: 'Source IPv6 Address' },
  { key: 'shost', max: 1023, read: (event) => event.sourceHost },
  { key: 'sourceDnsDomain', max: 255, read: (event) => event.sourceDomain },
  { key: 'dst', max: 0, read: (event) => onlyIpv4(event.destinationIp) },
  { key: 'c6a3', max: 0, read: (event) => onlyIpv6(event.destinationIp), label: 'Destination IPv6 Address' },
  { key: 'dhost', max: 1023, read: (event) => event.destinationHost },
  {
    key: 'deviceDirection',
    max: 0,
    read: ({ direction }) => (direction ? DIRECTIONS[direction] : undefined),
  },
  { key: 'msg', max: 1023, read: (event) => event.subject ?? event.message },
  { key: 'request', max: 1023, read: (event) => event.urls[0] },
  { key: 'fname', max: 1023, read: ({ files: [file] }) => file?.name },
  { key: 'fileHash', max: 255, read: hashOf },
  { key: 'fileType', max: 1023, read: ({ files: [file] }) => file?.mimeType ?? file?.extension },
  { key: 'fsize', max: 0, read: ({ files: [file] }) => file?.size },
  { key: 'app', max: 31, read: (event) => event.application },
  { key: 'cs1', max: 4000, read: (event) => event.messageId, label: 'Message ID' },
  { key: 'cs2', max: 4000, read: (event) => event.traceId, label: 'Aggregate ID' },
  { key: 'cs3', max: 4000, read: (event) => event.policy ?? event.assessment?.control, label: 'Policy' },
  { key: 'cs4', max: 4000, read: (event) => event.malware ?? event.urlCategory, label: 'Threat' },
  { key: 'cs5', max: 4000, read: authenticationText, label: 'Authentication' },
  { key: 'cs6', max: 4000, read: (event) => joinWithin(event.indicators, 4000), label: 'Indicators' },
  { key: 'cn1', max: 0, read: (event) => event.size, label: 'Message size' },
  { key: 'cn2', max: 0, read: (event) => event.spamScore, label: 'Spam score' },
  { key: 'cn3', max: 0, read: (event) => event.attempts, label: 'Attempts' },
  { key: 'MimecastAccount', max: 4000, read: ({ origin }) => origin.account },
  {
    key: 'MimecastRecordId',
    max: 4000,
    read: ({ origin }) => (origin.id.length > 40 ? origin.id : undefined),
  },
  { key: 'MimecastDirection', max: 0, read: (event) => event.direction },
  { key: 'MimecastCode', max: 4000, read: (event) => event.code },
  {
    key: 'MimecastDetail',
    max: 4000,
    read: (event) => (event.subject === undefined ? undefined : event.message),
  },
  {
    key: 'MimecastHeaderFrom',
    max: 4000,
    read: (event) => (event.headerFrom === event.from ? undefined : event.headerFrom),
  },
  {
    key: 'MimecastUser',
    max: 4000,
    read: (event) => (event.to.length > 0 && event.user !== event.to[0] ? event.user : undefined),
  },
  { key: 'MimecastGroup', max: 4000, read: (event) => event.group },
  { key: 'MimecastEntity', max: 4000, read: (event) => event.entity },
  { key: 'MimecastTlsVersion', max: 4000, read: (event) => event.tlsVersion },
  { key: 'MimecastTlsCipher', max: 4000, read: (event) => event.tlsCipher },
  { key: 'MimecastDuration', max: 0, read: (event) => event.duration },
  {
    key: 'MimecastFiles',
    max: 4000,
    read: ({ files }) => (files.length > 1 ? files.map((file) => file.name ?? '').join(', ') : undefined),
  },
  { key: 'MimecastVerdict', max: 0, read: (event) => event.verdict ?? event.assessment?.status },
];

const RESERVED_KEYS: ReadonlySet<string> = new Set(
  FIELDS.flatMap(({ key, label }) => (label === undefined ? [key] : [key, `${key}Label`])),
);

/** Maximum length of values under our own keys. */
const MAX_VALUE_LENGTH = 4000;

const capitalised = (name: string): string => `Mimecast${name.charAt(0).toUpperCase()}${name.slice(1)}`;
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

const escapeHeader = (text: string): string => stripControl(text).replace(/[\\|]/g, '\\$&');

function add(
  line: string,
  key: string,
  value: string | number,
  max: number,
  label: string | undefined,
): string {
  const text = typeof value === 'number' ? String(value) : escapeValue(value, max);
  if (text === '') return line;
  const pair = `${line === '' ? '' : ' '}${key}=${text}`;
  return label === undefined ? line + pair : `${line}${pair} ${key}Label=${label}`;
}

/** Unmapped members, static fields, and the original record if selected. */
function extensionFields(event: Event, settings: Settings): Map<string, string> {
  const all = new Map<string, string>();
  const taken = { has: (key: string) => RESERVED_KEYS.has(key) || all.has(key) };
  const put = (name: string, text: string): void => {
    all.set(uniqueKey(toKey(name), taken), text);
  };
  for (const name of Object.keys(event.unmapped))
    put(name, escapeValue(toText(event.unmapped[name]), MAX_VALUE_LENGTH));
  for (const [name, text] of Object.entries(settings.fields)) put(name, escapeValue(text, MAX_VALUE_LENGTH));
  if (settings.raw) put('Raw', escapeValue(toJsonLine(event.record), 0));
  return all;
}

export function cef(settings: Settings): Renderer {
  const start = `CEF:0|${[settings.vendor, settings.product, settings.version].map(escapeHeader).join('|')}|`;
  const device = `dvchost=${escapeValue(settings.host, 100)}`;
  return {
    kind: 'line',
    render(event) {
      const header = `${start}${escapeHeader(truncate(sourceName(event.origin), 1023))}|${escapeHeader(truncate(event.name, 512))}|${SEVERITY[event.level]}|`;
      let line = device;
      for (const { key, max, read, label } of FIELDS) {
        const value = read(event);
        if (value !== undefined) line = add(line, key, value, max, label);
      }
      for (const [key, text] of extensionFields(event, settings)) if (text !== '') line += ` ${key}=${text}`;
      return header + line;
    },
  };
}
