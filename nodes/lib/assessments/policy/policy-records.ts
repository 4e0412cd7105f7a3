/** The policies that were read, as records: the whole configuration of each, and how it changed. Pure. */
import type { JsonObject } from '../../contracts/json';
import { contentHash } from '../../util/canonical-json';
import { type ChangedItem, changedMembers, isSame, matchItems } from './drift';
import { namedItems, POLICY_LISTS, type PolicyList } from './policy-lists';
import type { Baseline, StoredContent } from './stored/baseline';
import { toComparable, toStoredContent } from './stored/stored-content';
import type { ConfigItem, SourceId, SourceResult, SourceResults, Tier } from './types';

/** `first`: the list was not read before, so nothing is known about a change. */
export const POLICY_CHANGES = ['first', 'added', 'changed', 'unchanged', 'removed'] as const;
export type PolicyChange = (typeof POLICY_CHANGES)[number];

export interface PolicyRecord {
  /** the kind of policy, as in the topic */
  readonly policy: string;
  readonly name: string;
  readonly change: PolicyChange;
  /** ISO 8601 time of the read that it is compared with; null for the first one */
  readonly since: string | null;
  /** members that differ, of a changed policy; null where the list was too long to be kept */
  readonly members: ChangedItem['members'] | null;
  /** as Mimecast sent it, without credentials; of a removed policy the last known one, null where it was not kept */
  readonly configuration: JsonObject | null;
  /** hash of the content, without ids and times, which differ between two reads of the same policy */
  readonly sha256: string;
  readonly tier: Tier;
  readonly endpoint: string;
  readonly collectedAt: string;
  readonly runId: string;
}

export interface PolicyRun {
  readonly records: readonly PolicyRecord[];
  /** what the next run is compared with, by source; a list that could not be read stays as it was */
  readonly history: NonNullable<Baseline['policies']>;
}

export function buildPolicyRecords(
  sources: SourceResults,
  before: Baseline['policies'] = {},
  { runId, at }: { readonly runId: string; readonly at: string },
): PolicyRun {
  const records: PolicyRecord[] = [];
  const history: Record<string, StoredContent> = { ...before };
  for (const { source, list } of POLICY_LISTS) {
    const result = sources[source];
    const read = result === undefined ? undefined : recordsOf(result);
    if (result === undefined || read === undefined) continue;
    const items = namedItems(list, read);
    for (const record of compareList({ source, list, result, read, items, last: before[source], runId }))
      records.push(record);
    history[source] = toStoredContent(items, at);
  }
  return { records, history };
}

const recordsOf = (result: SourceResult): readonly JsonObject[] | undefined =>
  result.kind === 'evidence' ? result.records : result.kind === 'empty' ? [] : undefined;

interface ReadList {
  readonly source: SourceId;
  readonly list: PolicyList;
  readonly result: SourceResult;
  readonly read: readonly JsonObject[];
  readonly items: readonly ConfigItem[];
  readonly last: StoredContent | undefined;
  readonly runId: string;
}

function compareList({ list, result, read, items, last, runId }: ReadList): readonly PolicyRecord[] {
  const { endpoint, collectedAt } = result.requestInfo;
  const origin = { tier: list.tier, endpoint, collectedAt, runId };
  const record = (
    item: ConfigItem,
    configuration: JsonObject | null,
    change: PolicyChange,
    members: PolicyRecord['members'] = null,
  ): PolicyRecord => ({
    policy: list.type,
    name: item.name,
    change,
    since: last?.at ?? null,
    members,
    configuration,
    sha256: contentHash(item.value),
    ...origin,
  });
  const configurationOf = (index: number): JsonObject => read[index] ?? {};
  if (last === undefined) return items.map((item, index) => record(item, configurationOf(index), 'first'));
  const { before, after, digest } = toComparable(last, items);
  const matches = matchItems(before, after);
  const current = items.map((item, index) => {
    const [old, now] = [matches.before[index], after[index]];
    if (old === undefined || now === undefined) return record(item, configurationOf(index), 'added');
    if (isSame(old, now)) return record(item, configurationOf(index), 'unchanged');
    const members = digest ? null : changedMembers(old.value, item.value);
    return record(item, configurationOf(index), 'changed', members);
  });
  const removed = matches.removed.map((item): PolicyRecord => {
    const gone = record(item, digest ? null : item.value, 'removed');
    return digest ? { ...gone, sha256: String(item.value['sha256']) } : gone;
  });
  return [...current, ...removed];
}

export function countChanges(records: readonly PolicyRecord[]): Readonly<Record<PolicyChange, number>> {
  const counts = { first: 0, added: 0, changed: 0, unchanged: 0, removed: 0 };
  for (const { change } of records) counts[change] += 1;
  return counts;
}

/** Limits of one message. A policy is never cut: one that is larger has a message of its own. */
const MAX_CHUNK_RECORDS = 1000;
const MAX_CHUNK_BYTES = 1_000_000;

/** Records of the same kind, in messages that are limited by number and by bytes of JSON. */
export function* chunkRecords(records: readonly PolicyRecord[]): Generator<readonly PolicyRecord[]> {
  let chunk: PolicyRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = Buffer.byteLength(JSON.stringify(record)) + 1;
    const isFull = chunk.length >= MAX_CHUNK_RECORDS || bytes + size > MAX_CHUNK_BYTES;
    if (chunk.length > 0 && (isFull || chunk[0]?.policy !== record.policy)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(record);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
