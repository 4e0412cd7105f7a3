/** One form for the policies of both API families (wire.md 11.2): flat ones, and older ones nested in `policy`. */

import { isJsonObject, type JsonObject } from '../../contracts/json';
import { parseApiTime } from '../../streams/window/api-time';
import { sortCanonically } from '../../util/canonical-json';
import { switchedOn } from './rules/switches';
import type { ConfigItem } from './types';

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** Ids change with each read, and times of the last save are not content. */
const VOLATILE_MEMBERS: ReadonlySet<string> = new Set([
  'id',
  'createTime',
  'lastUpdated',
  'createdDateTime',
  'updatedDateTime',
]);

/** `fromDate` of the older family is `fromDateTime` of the newer one. */
const CURRENT_NAMES: Readonly<Record<string, string>> = { fromDate: 'fromDateTime', toDate: 'toDateTime' };

/** Flattens a policy and removes everything that differs between two reads of the same policy. */
export function normalizePolicy(record: JsonObject): JsonObject {
  const { policy, ...outer } = record;
  const flat = isJsonObject(policy) ? { ...outer, ...policy } : record;
  return Object.fromEntries(
    Object.entries(flat)
      .filter(([name, value]) => !VOLATILE_MEMBERS.has(name) && !isEmpty(value))
      .map(([name, value]) => [CURRENT_NAMES[name] ?? name, withoutIds(value)]),
  );
}

/** An empty list or object means the same as a missing one. */
const isEmpty = (value: unknown): boolean =>
  value === null ||
  (Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0);

/** Sorts lists too: their order is not stable, and it has no meaning in a policy. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return sortCanonically(value.map(withoutIds));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !VOLATILE_MEMBERS.has(name))
      .map(([name, member]) => [name, withoutIds(member)]),
  );
}

export const policyName = (record: JsonObject): string =>
  ['description', 'domain', 'policyName', 'name', 'roleName', 'sender']
    .map((name) => textOf(record[name]))
    .find(Boolean) ?? '';

export const toConfigItems = (records: readonly JsonObject[]): readonly ConfigItem[] =>
  records.map(normalizePolicy).map((value) => ({ name: policyName(value), value }));

/** In a body of undocumented form, members that look like times, counters or progress are not content. */
const VOLATILE_NAME = /^last|(time|date|count|stamp|running)$|updated|modified|queue/i;

/** At any depth. */
function withoutVolatileNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutVolatileNames);
  return isJsonObject(value) ? stableMembers(value) : value;
}

const stableMembers = (value: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([member]) => !VOLATILE_NAME.test(member))
      .map(([member, inner]) => [member, withoutVolatileNames(inner)]),
  );

export const toStableItems = (records: readonly JsonObject[]): readonly ConfigItem[] =>
  toConfigItems(records).map(({ name, value }) => ({ name, value: stableMembers(value) }));

export type PolicyState = 'inForce' | 'off' | 'expired' | 'notYet';

export function policyState(policy: JsonObject, now: number): PolicyState {
  if (switchedOn(policy) === false) return 'off';
  const to = policy['toEternal'] === false ? parseApiTime(policy['toDateTime']) : undefined;
  if (to !== undefined && to < now) return 'expired';
  const from = policy['fromEternal'] === false ? parseApiTime(policy['fromDateTime']) : undefined;
  return from !== undefined && from > now ? 'notYet' : 'inForce';
}

const targetType = (policy: JsonObject, side: 'from' | 'to'): string => {
  const target = policy[side];
  return textOf(isJsonObject(target) ? target['type'] : policy[`${side}Type`]);
};

/** Whether a policy says to whom it applies on one side. */
export const hasTarget = (policy: JsonObject, side: 'from' | 'to'): boolean =>
  targetType(policy, side) !== '';

const EVERYONE: Readonly<Record<'internal' | 'external', readonly string[]>> = {
  internal: ['everyone', 'internal_addresses'],
  external: ['everyone', 'external_addresses'],
};

/** Whether one side of a policy applies to all internal, or to all external, addresses. */
export function appliesToAll(
  policy: JsonObject,
  side: 'from' | 'to',
  group: 'internal' | 'external',
): boolean {
  return EVERYONE[group].includes(targetType(policy, side));
}

/** Whether the option of a policy has no effect. The names of such options differ by policy. */
export const isNoOp = (policy: JsonObject): boolean =>
  /^(take_)?no_action$|^none$|^disable|^off$|^do_not_|^no_/.test(textOf(policy['option']).toLowerCase());

/** Whether a policy applies to certain servers only. */
export function isBoundToServers(policy: JsonObject): boolean {
  const conditions = isJsonObject(policy['conditions']) ? policy['conditions'] : {};
  return ['sourceIPs', 'hostnames', 'spfDomains'].some((name) =>
    [policy[name], conditions[name]].some((list) => Array.isArray(list) && list.length > 0),
  );
}
