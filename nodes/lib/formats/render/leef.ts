/** IBM Log Event Extended Format 2.0, tab-delimited: `LEEF:2.0|vendor|product|version|event id|x09|key=value…`. */
import { type Event, eventTime, type Level } from '../event';
import { authenticationText, hashOf, joinWithin, type LineField } from './field-list';
import { createKeyNamer, uniqueKey } from './key-cache';
import { type Renderer, type Settings, sourceName } from './renderer';
import { stripControl, toJsonLine, toText, trimBlanks, truncate } from './sanitize';

const TAB = '\t';

const SEVERITY: Readonly<Record<Level, number>> = {
  unknown: 1,
  informational: 1,
  low: 3,
  medium: 5,
  high: 8,
  critical: 10,
};

/** Longer values are truncated, because QRadar reads at most 32 KB per event. */
const MAX_VALUE_LENGTH = 4000;

/** Predefined keys first, in the spelling of the format, then our own keys. */
const FIELDS: readonly LineField[] = [
  { key: 'devTime', max: 0, read: eventTime },
  { key: 'cat', max: 255, read: ({ origin }) => `${origin.log}/${origin.type}` },
  { key: 'sev', max: 0, read: (event) => SEVERITY[event.level] },
  { key: 'src', max: 0, read: (event) => event.sourceIp },
  { key: 'dst', max: 0, read: (event) => event.destinationIp },
  { key: 'usrName', max: 255, read: (event) => event.actor ?? event.user ?? event.to[0] },
  { key: 'policy', max: MAX_VALUE_LENGTH, read: (event) => event.policy ?? event.assessment?.control },
  { key: 'url', max: MAX_VALUE_LENGTH, read: (event) => event.urls[0] },
  { key: 'name', max: MAX_VALUE_LENGTH, read: (event) => event.name },
  { key: 'action', max: MAX_VALUE_LENGTH, read: (event) => event.action },
  { key: 'disposition', max: 0, read: (event) => event.disposition },
  { key: 'outcome', max: 0, read: (event) => event.outcome },
  { key: 'reason', max: MAX_VALUE_LENGTH, read: (event) => event.reason },
  { key: 'code', max: MAX_VALUE_LENGTH, read: (event) => event.code },
  { key: 'message', max: MAX_VALUE_LENGTH, read: (event) => event.message },
  { key: 'sender', max: MAX_VALUE_LENGTH, read: (event) => event.from },
  { key: 'headerFrom', max: MAX_VALUE_LENGTH, read: (event) => event.headerFrom },
  { key: 'recipient', max: 0, read: (event) => joinWithin(event.to, MAX_VALUE_LENGTH) },
  { key: 'subject', max: MAX_VALUE_LENGTH, read: (event) => event.subject },
  { key: 'messageId', max: MAX_VALUE_LENGTH, read: (event) => event.messageId },
  { key: 'aggregateId', max: MAX_VALUE_LENGTH, read: (event) => event.traceId },
  { key: 'direction', max: 0, read: (event) => event.direction },
  { key: 'size', max: 0, read: (event) => event.size },
  {
    key: 'fileName',
    max: MAX_VALUE_LENGTH,
    read: ({ files }) =>
      joinWithin(
        files.map(({ name }) => name ?? ''),
        MAX_VALUE_LENGTH,
        ', ',
      ),
  },
  { key: 'fileHash', max: 0, read: hashOf },
  { key: 'malware', max: MAX_VALUE_LENGTH, read: (event) => event.malware },
  { key: 'urlCategory', max: MAX_VALUE_LENGTH, read: (event) => event.urlCategory },
  {
    key: 'indicators',
    max: MAX_VALUE_LENGTH,
    read: (event) => joinWithin(event.indicators, MAX_VALUE_LENGTH),
  },
  { key: 'verdict', max: 0, read: (event) => event.verdict ?? event.assessment?.status },
  { key: 'authentication', max: MAX_VALUE_LENGTH, read: authenticationText },
  { key: 'spamScore', max: 0, read: (event) => event.spamScore },
  { key: 'attempts', max: 0, read: (event) => event.attempts },
  { key: 'duration', max: 0, read: (event) => event.duration },
  { key: 'tlsVersion', max: MAX_VALUE_LENGTH, read: (event) => event.tlsVersion },
  { key: 'tlsCipher', max: MAX_VALUE_LENGTH, read: (event) => event.tlsCipher },
  { key: 'sourceHost', max: MAX_VALUE_LENGTH, read: (event) => event.sourceHost },
  { key: 'destinationHost', max: MAX_VALUE_LENGTH, read: (event) => event.destinationHost },
  { key: 'senderDomain', max: MAX_VALUE_LENGTH, read: (event) => event.sourceDomain },
  {
    key: 'targetUser',
    max: MAX_VALUE_LENGTH,
    read: (event) => (event.actor === undefined ? undefined : event.user),
  },
  { key: 'group', max: MAX_VALUE_LENGTH, read: (event) => event.group },
  { key: 'application', max: MAX_VALUE_LENGTH, read: (event) => event.application },
  { key: 'entity', max: MAX_VALUE_LENGTH, read: (event) => event.entity },
  { key: 'accountId', max: MAX_VALUE_LENGTH, read: ({ origin }) => origin.account },
  { key: 'recordId', max: MAX_VALUE_LENGTH, read: ({ origin }) => origin.id },
];

const RESERVED_KEYS: ReadonlySet<string> = new Set([...FIELDS.map(({ key }) => key), 'raw']);
const toKey = createKeyNamer((name) => name.charAt(0).toLowerCase() + name.slice(1) || 'member');

const cleanValue = (text: string, max: number): string =>
  trimBlanks(stripControl(max === 0 ? text : truncate(text, max)));

/** A header has no escape sequence, so special characters become underscores. */
const headerOf = (text: string): string => stripControl(text, '_').replace(/[|\\^]/g, '_');

function extensionFields(event: Event, settings: Settings): Map<string, string> {
  const all = new Map<string, string>();
  const taken = { has: (key: string) => RESERVED_KEYS.has(key) || all.has(key) };
  const put = (name: string, text: string): void => {
    all.set(uniqueKey(toKey(name), taken), text);
  };
  for (const name of Object.keys(event.unmapped))
    put(name, cleanValue(toText(event.unmapped[name]), MAX_VALUE_LENGTH));
  for (const [name, text] of Object.entries(settings.fields)) put(name, cleanValue(text, MAX_VALUE_LENGTH));
  if (settings.raw) all.set('raw', cleanValue(toJsonLine(event.record), 0));
  return all;
}

export function leef(settings: Settings): Renderer {
  const start = `LEEF:2.0|${[settings.vendor, settings.product, settings.version].map(headerOf).join('|')}|`;
  return {
    kind: 'line',
    render(event) {
      const pairs: string[] = [];
      for (const { key, max, read } of FIELDS) {
        const value = read(event);
        const text = typeof value === 'string' ? cleanValue(value, max) : value;
        if (text !== undefined && text !== '') pairs.push(`${key}=${text}`);
      }
      for (const [key, text] of extensionFields(event, settings))
        if (text !== '') pairs.push(`${key}=${text}`);
      return `${start}${headerOf(truncate(sourceName(event.origin), 255))}|x09|${pairs.join(TAB)}`;
    },
  };
}
