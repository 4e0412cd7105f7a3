/** IBM Log Event Extended Format 2.0, tab-delimited: `LEEF:2.0|vendor|product|version|event id|x09|key=value…`. */
import { eventTime, type Level } from '../event';
import { cached } from '../text-cache';
import { UniqueNames } from '../unique-names';
import { type FactName, forEachFact } from './fact-list';
import { Facts, factText } from './facts';
import {
  authenticationText,
  bestHash,
  derived,
  first,
  joined,
  type LineField,
  MAX_VALUE_LENGTH,
  withType,
} from './field-list';
import { createKeyNamer } from './key-cache';
import { eventCategory, eventClass, type Renderer, type Settings } from './renderer';
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

/** Predefined keys first, in the spelling of the format, then our own keys. */
const FIELDS: readonly LineField[] = [
  { key: 'devTime', max: 0, read: derived(eventTime) },
  { key: 'cat', max: 255, read: withType(eventCategory) },
  { key: 'sev', max: 0, read: derived((event) => SEVERITY[event.level]) },
  { key: 'src', max: 0, read: first('sourceIp') },
  { key: 'dst', max: 0, read: first('destinationIp') },
  // Own keys have the user and the recipients too: this one only names the most important of them.
  { key: 'usrName', max: 255, read: derived((event) => event.actor ?? event.user ?? event.to[0]) },
  { key: 'policy', max: MAX_VALUE_LENGTH, read: first('policy', 'control') },
  { key: 'url', max: MAX_VALUE_LENGTH, read: first('urls') },
  { key: 'name', max: MAX_VALUE_LENGTH, read: derived((event) => event.name) },
  { key: 'outcome', max: 0, read: derived((event) => event.outcome) },
  { key: 'fileName', max: MAX_VALUE_LENGTH, read: joined('fileName', ', ') },
  { key: 'fileHash', max: 0, read: bestHash },
  { key: 'authentication', max: MAX_VALUE_LENGTH, read: authenticationText },
  { key: 'verdict', max: 0, read: first('verdict', 'status') },
  { key: 'recipient', max: MAX_VALUE_LENGTH, read: joined('to') },
  { key: 'recordId', max: MAX_VALUE_LENGTH, read: derived(({ origin }) => origin.id) },
];

/** Our own keys for facts without a key above, where the key is not the name of the fact. */
const KEYS: Partial<Readonly<Record<FactName, string>>> = {
  account: 'accountId',
  from: 'sender',
  fromName: 'senderName',
  sourceDomain: 'senderDomain',
  traceId: 'aggregateId',
  user: 'targetUser',
};

const FACT_KEYS: readonly string[] = forEachFact((name) => KEYS[name] ?? name);

const RESERVED_KEYS: ReadonlySet<string> = new Set([...FIELDS.map(({ key }) => key), ...FACT_KEYS, 'raw']);
const toKey = createKeyNamer((name) => name.charAt(0).toLowerCase() + name.slice(1) || 'member');

const cleanValue = (text: string, max: number): string =>
  trimBlanks(stripControl(max === 0 ? text : truncate(text, max)));

/** A header has no escape sequence, so special characters become underscores. */
const headerOf = (text: string): string => stripControl(text, '_').replace(/[|\\^]/g, '_');

const MAX_HEADERS = 1_000;
const classHeader = cached(MAX_HEADERS, (text) => headerOf(truncate(text, 255)));

/** What no field has taken, unmapped members, static fields, and the original record if selected. */
function addExtension(pairs: string[], facts: Facts, { fields, raw }: Settings): void {
  const { unmapped, record } = facts.event;
  const used = new Set<string>();
  const names = new UniqueNames({ has: (key) => RESERVED_KEYS.has(key) || used.has(key) });
  const add = (key: string, value: string, max: number): void => {
    const text = cleanValue(value, max);
    if (text !== '') pairs.push(`${key}=${text}`);
  };
  const put = (name: string, value: string): void => {
    const key = names.of(toKey(name));
    used.add(key);
    add(key, value, MAX_VALUE_LENGTH);
  };
  facts.visitRemainder((fact, value) => {
    add(FACT_KEYS[fact] ?? '', factText(value), MAX_VALUE_LENGTH);
  });
  for (const name of Object.keys(unmapped)) put(name, toText(unmapped[name]));
  for (const name of Object.keys(fields)) put(name, fields[name] ?? '');
  if (raw) add('raw', toJsonLine(record), 0);
}

export function leef(settings: Settings): Renderer {
  const start = `LEEF:2.0|${[settings.vendor, settings.product, settings.version].map(headerOf).join('|')}|`;
  return {
    kind: 'line',
    mayHaveHalves: true,
    render(event) {
      const facts = new Facts(event);
      const pairs: string[] = [];
      for (const { key, max, read } of FIELDS) {
        const value = read(facts, max);
        const text = typeof value === 'string' ? cleanValue(value, max) : value;
        if (text !== undefined && text !== '') pairs.push(`${key}=${text}`);
      }
      addExtension(pairs, facts, settings);
      return `${start}${classHeader(eventClass(event))}|x09|${pairs.join(TAB)}`;
    },
  };
}
