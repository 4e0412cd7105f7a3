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

/** Compares two lists, ignoring order. Items with the same name count as changed. @returns undefined if there is no difference */
export function compareItems(
  before: readonly ConfigItem[],
  after: readonly ConfigItem[],
): Difference | undefined {
  const lost = subtract(before, after);
  const added = subtract(after, before);
  if (lost.length === 0 && added.length === 0) return undefined;
  const changed: ChangedItem[] = [];
  const removed: JsonObject[] = [];
  const remaining = [...added];
  for (const item of lost) {
    const at = item.name === '' ? -1 : remaining.findIndex(({ name }) => name === item.name);
    const [now] = at === -1 ? [] : remaining.splice(at, 1);
    if (now === undefined) removed.push(item.value);
    else changed.push({ name: item.name, members: changedMembers(item.value, now.value) });
  }
  return { added: remaining.map(({ value }) => value), removed, changed };
}

/** The items that the second list lacks, each as often as it is missing (multiset difference). */
function subtract(items: readonly ConfigItem[], others: readonly ConfigItem[]): readonly ConfigItem[] {
  const remaining = new Map<string, number>();
  for (const { value } of others) {
    const key = canonicalJson(value);
    remaining.set(key, (remaining.get(key) ?? 0) + 1);
  }
  return items.filter(({ value }) => {
    const key = canonicalJson(value);
    const rest = remaining.get(key) ?? 0;
    remaining.set(key, rest - 1);
    return rest <= 0;
  });
}

function changedMembers(before: JsonObject, after: JsonObject): ChangedItem['members'] {
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
  /polic|definition|setting|package|spoof|dkim|dmarc|journal|greylist|blocked|managed|retention|profile_group/i;
const MAX_EVENTS = 20;
const MAX_INFO_LENGTH = 500;

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
  const naming = candidates.filter((event) =>
    names.some((name) => textOf(event['eventInfo']).includes(name)),
  );
  return (naming.length > 0 ? naming : candidates).slice(0, MAX_EVENTS).map((event) => ({
    at: textOf(event['eventTime']),
    user: textOf(event['user']),
    auditType: textOf(event['auditType']),
    info: textOf(event['eventInfo']).slice(0, MAX_INFO_LENGTH),
  }));
}

function changedNames({ added, removed, changed }: Difference): readonly string[] {
  const values = [...added, ...removed].map((value) => textOf(value['description'] ?? value['domain']));
  return [...values, ...changed.map(({ name }) => name)].filter((name) => name.length > 3);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
