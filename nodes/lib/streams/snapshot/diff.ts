import { isJsonObject, type JsonObject } from '../../contracts/json';
import { canonicalJson, contentHash, shortHash } from '../../util/canonical-json';
import { DAY_MS } from '../../util/time';
import type { SnapshotLogDefinition, SnapshotResult, SnapshotRow } from './definition';
import type { SnapshotPosition } from './position';

export type Change = 'baseline' | 'added' | 'changed' | 'removed';

/** One difference between two snapshots, and the change of the saved state that goes with it. */
export interface Difference {
  readonly change: Change;
  readonly value: JsonObject;
  readonly name: string;
  /** value of `state[name]` once the difference is emitted; undefined: `name` is deleted from the state */
  readonly stateValue: string | undefined;
}

export interface SnapshotComparison {
  readonly differences: readonly Difference[];
  /** state once all differences are emitted */
  readonly state: Readonly<Record<string, string>>;
}

/** How long an item stays in the state after it was last seen: a page may miss it. */
const RETAIN_UNSEEN_MS = DAY_MS;

export function compareSnapshots(
  log: SnapshotLogDefinition,
  snapshot: SnapshotResult,
  before: SnapshotPosition,
  now: number,
): SnapshotComparison {
  return log.emits === 'arrivals' ? newOnly(snapshot.rows, before, now) : changes(log, snapshot, before);
}

function changes(
  log: SnapshotLogDefinition,
  { rows, via, bad }: SnapshotResult,
  before: SnapshotPosition,
): SnapshotComparison {
  const isFirst = before.readAt === null;
  const comparable = before.via === null || before.via === via;
  const state: Record<string, string> = {};
  const differences: Difference[] = [];
  const named = hashItemsByName(rows, log);
  for (const [name, { value, mark }] of named) {
    const previous = before.state[name];
    state[name] = mark;
    if (previous === undefined)
      differences.push({ change: isFirst ? 'baseline' : 'added', value, name, stateValue: mark });
    else if (previous !== mark && comparable)
      differences.push({ change: 'changed', value, name, stateValue: mark });
  }
  const missing = Object.entries(before.state).filter(([name]) => !named.has(name));
  // Each of them may be an entry that could not be read.
  if (bad.length > 0) return { differences, state: { ...Object.fromEntries(missing), ...state } };
  const removed = missing.map(
    ([name]): Difference => ({ change: 'removed', value: parseIdentity(name), name, stateValue: undefined }),
  );
  return { differences: [...differences, ...removed], state };
}

interface HashedItem {
  readonly value: JsonObject;
  readonly mark: string;
}

/** If two items have the same name, the one with the larger hash is used, so that the order does not matter. */
function hashItemsByName(
  rows: readonly SnapshotRow[],
  log: SnapshotLogDefinition,
): ReadonlyMap<string, HashedItem> {
  const named = new Map<string, HashedItem>();
  for (const { value, identity } of rows) {
    const name = canonicalJson(identity);
    const mark = shortHash(contentHash(value, log.volatile));
    const other = named.get(name);
    if (other === undefined || other.mark < mark) named.set(name, { value, mark });
  }
  return named;
}

/** The value of a removed item is its identity: nothing else of it is saved. */
function parseIdentity(name: string): JsonObject {
  const identity: unknown = JSON.parse(name);
  return isJsonObject(identity) ? identity : {};
}

function newOnly(rows: readonly SnapshotRow[], before: SnapshotPosition, now: number): SnapshotComparison {
  const seenAt = now.toString(36);
  const change = before.readAt === null ? 'baseline' : 'added';
  const state = Object.fromEntries(
    Object.entries(before.state).filter(
      ([, lastSeen]) => Number.parseInt(lastSeen, 36) > now - RETAIN_UNSEEN_MS,
    ),
  );
  const counts = new Map<string, number>();
  const differences: Difference[] = [];
  for (const { value, identity } of rows) {
    const hash = shortHash(contentHash(identity));
    const nth = (counts.get(hash) ?? 0) + 1;
    counts.set(hash, nth);
    const name = nth === 1 ? hash : `${hash} ${nth}`;
    if (!Object.hasOwn(before.state, name)) differences.push({ change, value, name, stateValue: seenAt });
    state[name] = seenAt;
  }
  return { differences, state };
}

/** The state after some of the differences have been emitted. */
export function applyPartial(
  state: Readonly<Record<string, string>>,
  emitted: readonly Difference[],
): Readonly<Record<string, string>> {
  const next = { ...state };
  for (const { name, stateValue: mark } of emitted) {
    if (mark === undefined) delete next[name];
    else next[name] = mark;
  }
  return next;
}
