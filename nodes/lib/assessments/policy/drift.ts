/** Differences to the last run, and the audit events that explain them. Pure. */

import type { JsonObject } from '../../contracts/json';
import { parseApiTime } from '../../streams/window/api-time';
import { canonicalJson } from '../../util/canonical-json';
import type { ConfigItem } from './types';

export interface ChangedItem {
  readonly name: string;
  readonly members: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

export interface Difference {
  readonly added: readonly JsonObject[];
  readonly removed: readonly JsonObject[];
  readonly changed: readonly ChangedItem[];
}

/** What became of each item of the newer list, in its order, and which items of the older list are missing. */
export interface Matches {
  /** the same item; another one with the same name; undefined: there is none */
  readonly before: readonly (ConfigItem | undefined)[];
  readonly removed: readonly ConfigItem[];
}

/** Compares two lists, ignoring order. Equal items match first, then items with the same name. */
export function matchItems(before: readonly ConfigItem[], after: readonly ConfigItem[]): Matches {
  const rest = new Set(before);
  const takeFrom = (all: Map<string, ConfigItem[]>, key: string): ConfigItem | undefined => {
    const taken = all.get(key)?.pop();
    if (taken !== undefined) rest.delete(taken);
    return taken;
  };
  // The lists are emptied from their ends, so the first item of each comes last.
  const equal = groupBy([...before].reverse(), ({ value }) => canonicalJson(value));
  const same = after.map((item) => takeFrom(equal, canonicalJson(item.value)));
  const named = groupBy([...rest].reverse(), ({ name }) => name);
  const matched = after.map(
    (item, index) => same[index] ?? (item.name === '' ? undefined : takeFrom(named, item.name)),
  );
  return { before: matched, removed: [...rest] };
}

function groupBy(
  items: readonly ConfigItem[],
  keyOf: (item: ConfigItem) => string,
): Map<string, ConfigItem[]> {
  const groups = new Map<string, ConfigItem[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

export const isSame = (one: ConfigItem, other: ConfigItem): boolean =>
  canonicalJson(one.value) === canonicalJson(other.value);

/** Compares two lists, ignoring order. Items with the same name count as changed. @returns undefined if there is no difference */
export function compareItems(
  before: readonly ConfigItem[],
  after: readonly ConfigItem[],
): Difference | undefined {
  const matches = matchItems(before, after);
  const added: JsonObject[] = [];
  const changed: ChangedItem[] = [];
  after.forEach((item, index) => {
    const last = matches.before[index];
    if (last === undefined) added.push(item.value);
    else if (!isSame(last, item))
      changed.push({ name: item.name, members: changedMembers(last.value, item.value) });
  });
  const removed = matches.removed.map(({ value }) => value);
  return added.length + changed.length + removed.length === 0 ? undefined : { added, removed, changed };
}

export function changedMembers(before: JsonObject, after: JsonObject): ChangedItem['members'] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return Object.fromEntries(
    names
      .filter((name) => canonicalJson([before[name]]) !== canonicalJson([after[name]]))
      .map((name) => [name, { before: before[name] ?? null, after: after[name] ?? null }]),
  );
}

/** One event of the audit log. */
export interface AuditEvent {
  readonly at: string;
  readonly user: string;
  readonly auditType: string;
  readonly info: string;
}

const CONFIGURATION =
  /polic|definition|setting|package|spoof|dkim|dmarc|journal|greylist|blocked|managed|retention|profile_group|connector|\broles?\b|delivery.?rout/i;
const MAX_EVENTS = 20;
const MAX_INFO_LENGTH = 500;
const MAX_MEMBER_LENGTH = 320;
/** Names that are looked for, and characters of an event that may have one: where more has changed, no event explains it. */
const MAX_NAMES = 200;
const MAX_SEARCHED = 10_000;

/** Whether the event may explain a change of the configuration. Other events are not kept. */
export const isConfigurationEvent = (event: JsonObject): boolean =>
  ['category', 'auditType', 'eventInfo'].some((name) => CONFIGURATION.test(textOf(event[name])));

/**
 * Finds audit events about the configuration. If some of them name a changed item, only those are returned.
 * @param from epoch ms; the last run included older changes
 */
export function explainingEvents(
  difference: Difference,
  events: readonly JsonObject[],
  from = Number.NEGATIVE_INFINITY,
): readonly AuditEvent[] {
  const names = changedNames(difference);
  const candidates = events
    .filter((event) => (parseApiTime(event['eventTime']) ?? from) >= from)
    .filter(isConfigurationEvent);
  const naming = candidates.filter((event) => {
    const info = textOf(event['eventInfo']).slice(0, MAX_SEARCHED);
    return names.some((name) => info.includes(name));
  });
  return (naming.length > 0 ? naming : candidates).slice(0, MAX_EVENTS).map((event) => ({
    at: textOf(event['eventTime']).slice(0, MAX_MEMBER_LENGTH),
    user: textOf(event['user']).slice(0, MAX_MEMBER_LENGTH),
    auditType: textOf(event['auditType']).slice(0, MAX_MEMBER_LENGTH),
    info: textOf(event['eventInfo']).slice(0, MAX_INFO_LENGTH),
  }));
}

function changedNames({ added, removed, changed }: Difference): readonly string[] {
  const values = [...added, ...removed].map((value) => textOf(value['description'] ?? value['domain']));
  const names = new Set([...changed.map(({ name }) => name), ...values]);
  return [...names].filter((name) => name.length > 3).slice(0, MAX_NAMES);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
