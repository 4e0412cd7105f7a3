/** One form for the policies of both families (mimecast-api.md 11.2): flat ones, and older ones nested in `policy`. */
import { inCanonicalOrder } from '../../streams/paged/canonical';
import { readTime } from '../../streams/window/times';
import type { Item, Value } from './types';

const isValue = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** Ids are issued anew with each reading, and times of the last save are no content. */
const VOLATILE: ReadonlySet<string> = new Set([
  'id',
  'createTime',
  'lastUpdated',
  'createdDateTime',
  'updatedDateTime',
]);

/** `fromDate` of the older family is `fromDateTime` of the newer one. */
const RENAMED: Readonly<Record<string, string>> = { fromDate: 'fromDateTime', toDate: 'toDateTime' };

/** Flat, without what differs between two readings of the same policy. */
export function plainPolicy(record: Value): Value {
  const { policy, ...outer } = record;
  const flat = isValue(policy) ? { ...outer, ...policy } : record;
  return Object.fromEntries(
    Object.entries(flat)
      .filter(([name, value]) => !VOLATILE.has(name) && !isHollow(value))
      .map(([name, value]) => [RENAMED[name] ?? name, withoutIds(value)]),
  );
}

/** An empty list or object says as much as one that is not there. */
const isHollow = (value: unknown): boolean =>
  value === null ||
  (Array.isArray(value) ? value.length === 0 : isValue(value) && Object.keys(value).length === 0);

/** The order of lists is not stable either, and none of those in a policy means anything by it. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return inCanonicalOrder(value.map(withoutIds));
  if (!isValue(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !VOLATILE.has(name))
      .map(([name, member]) => [name, withoutIds(member)]),
  );
}

export const nameOf = (record: Value): string =>
  ['description', 'domain', 'policyName', 'name'].map((name) => textOf(record[name])).find(Boolean) ?? '';

export const itemsOf = (records: readonly Value[]): readonly Item[] =>
  records.map(plainPolicy).map((value) => ({ name: nameOf(value), value }));

/** In a body whose form nobody documents, whatever looks like a time or a counter is no content. */
const MOVING = /^last|(time|date|count|stamp)$|updated|modified/i;

export const looseItemsOf = (records: readonly Value[]): readonly Item[] =>
  itemsOf(records).map(({ name, value }) => ({
    name,
    value: Object.fromEntries(Object.entries(value).filter(([member]) => !MOVING.test(member))),
  }));

export type Standing = 'inForce' | 'off' | 'expired' | 'notYet';

export function standingOf(policy: Value, now: number): Standing {
  if (policy['enabled'] === false || policy['enabled'] === 'false') return 'off';
  const to = policy['toEternal'] === false ? readTime(policy['toDateTime']) : undefined;
  if (to !== undefined && to < now) return 'expired';
  const from = policy['fromEternal'] === false ? readTime(policy['fromDateTime']) : undefined;
  return from !== undefined && from > now ? 'notYet' : 'inForce';
}

const targetType = (policy: Value, side: 'from' | 'to'): string => {
  const target = policy[side];
  return textOf(isValue(target) ? target['type'] : policy[`${side}Type`]);
};

const EVERYBODY: Readonly<Record<'internal' | 'external', readonly string[]>> = {
  internal: ['everyone', 'internal_addresses'],
  external: ['everyone', 'external_addresses'],
};

/** Whether one side of a policy takes in all of ours, or all of the others. */
export function takesInAll(policy: Value, side: 'from' | 'to', whom: 'internal' | 'external'): boolean {
  return EVERYBODY[whom].includes(targetType(policy, side));
}

/** Options that leave things as they are; names differ from policy to policy. */
export const doesNothing = (policy: Value): boolean =>
  /^(take_)?no_action$|^none$|^disable|^off$|^do_not_|^no_/.test(textOf(policy['option']).toLowerCase());

/** Bound to addresses of servers. */
export function hasServers(policy: Value): boolean {
  const conditions = isValue(policy['conditions']) ? policy['conditions'] : {};
  return ['sourceIPs', 'hostnames', 'spfDomains'].some((name) =>
    [policy[name], conditions[name]].some((list) => Array.isArray(list) && list.length > 0),
  );
}
