/** What is different from the last time, and which events of the audit log tell who did it. Pure. */
import { canonicalJson } from '../../streams/paged/canonical';
import { readTime } from '../../streams/window/times';
import type { Item, Value } from './types';

export interface Changed {
  readonly name: string;
  readonly members: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

export interface Difference {
  readonly added: readonly Value[];
  readonly removed: readonly Value[];
  readonly changed: readonly Changed[];
}

/** @returns undefined: there is none. Order does not count; what has one name before and after is changed. */
export function difference(before: readonly Item[], after: readonly Item[]): Difference | undefined {
  const gone = unmatched(before, after);
  const come = unmatched(after, before);
  if (gone.length === 0 && come.length === 0) return undefined;
  const changed: Changed[] = [];
  const removed: Value[] = [];
  const left = [...come];
  for (const item of gone) {
    const at = item.name === '' ? -1 : left.findIndex(({ name }) => name === item.name);
    const [now] = at === -1 ? [] : left.splice(at, 1);
    if (now === undefined) removed.push(item.value);
    else changed.push({ name: item.name, members: membersOf(item.value, now.value) });
  }
  return { added: left.map(({ value }) => value), removed, changed };
}

/** Those of the first that the second has not, each as often as it is missing. */
function unmatched(items: readonly Item[], others: readonly Item[]): readonly Item[] {
  const left = new Map<string, number>();
  for (const { value } of others) {
    const key = canonicalJson(value);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return items.filter(({ value }) => {
    const key = canonicalJson(value);
    const rest = left.get(key) ?? 0;
    left.set(key, rest - 1);
    return rest <= 0;
  });
}

function membersOf(before: Value, after: Value): Changed['members'] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return Object.fromEntries(
    names
      .filter((name) => canonicalJson([before[name]]) !== canonicalJson([after[name]]))
      .map((name) => [name, { before: before[name] ?? null, after: after[name] ?? null }]),
  );
}

/** Who did something, and when: as the audit log has it. */
export interface Act {
  readonly at: string;
  readonly user: string;
  readonly auditType: string;
  readonly info: string;
}

const CONFIGURATION =
  /polic|definition|setting|package|spoof|dkim|dmarc|journal|greylist|blocked|managed|retention|profile_group/i;
const MOST_ACTS = 20;
const LONGEST_INFO = 500;

/** Whether it may tell who changed the configuration: all else of an audit log is not worth keeping. */
export const isAboutConfiguration = (event: Value): boolean =>
  ['category', 'auditType', 'eventInfo'].some((name) => CONFIGURATION.test(textOf(event[name])));

/**
 * Events about the configuration; where some name what differs, only those.
 * @param from epoch ms: what was done before was seen before
 */
export function actsBehind(
  difference: Difference,
  events: readonly Value[],
  from = Number.NEGATIVE_INFINITY,
): readonly Act[] {
  const names = namesIn(difference);
  const told = events
    .filter((event) => (readTime(event['eventTime']) ?? from) >= from)
    .filter(isAboutConfiguration);
  const naming = told.filter((event) => names.some((name) => textOf(event['eventInfo']).includes(name)));
  return (naming.length > 0 ? naming : told).slice(0, MOST_ACTS).map((event) => ({
    at: textOf(event['eventTime']),
    user: textOf(event['user']),
    auditType: textOf(event['auditType']),
    info: textOf(event['eventInfo']).slice(0, LONGEST_INFO),
  }));
}

function namesIn({ added, removed, changed }: Difference): readonly string[] {
  const values = [...added, ...removed].map((value) => textOf(value['description'] ?? value['domain']));
  return [...values, ...changed.map(({ name }) => name)].filter((name) => name.length > 3);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
