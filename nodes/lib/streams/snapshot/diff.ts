import { canonicalJson, contentHash, isValue, shortHash, type Value } from '../paged/canonical';
import type { Reading, Row, SnapshotLog } from './log';
import type { SnapshotPosition } from './position';

export type Change = 'baseline' | 'added' | 'changed' | 'removed';

/** One difference between two readings, and what the state is once it has been told. */
export interface Difference {
  readonly change: Change;
  readonly value: Value;
  readonly name: string;
  /** undefined: the name is not there any more */
  readonly mark: string | undefined;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** the state once all of them have been told */
  readonly state: Readonly<Record<string, string>>;
}

const LINGER_MS = 24 * 60 * 60 * 1000;

export function compare(
  log: SnapshotLog,
  reading: Reading,
  before: SnapshotPosition,
  now: number,
): Comparison {
  return log.tells === 'arrivals' ? arrivals(reading.rows, before, now) : changes(log, reading, before);
}

function changes(log: SnapshotLog, { rows, via }: Reading, before: SnapshotPosition): Comparison {
  const isFirst = before.readAt === null;
  const comparable = before.via === null || before.via === via;
  const state: Record<string, string> = {};
  const differences: Difference[] = [];
  const named = byName(rows, log);
  for (const [name, { value, mark }] of named) {
    const known = before.state[name];
    state[name] = mark;
    if (known === undefined) differences.push({ change: isFirst ? 'baseline' : 'added', value, name, mark });
    else if (known !== mark && comparable) differences.push({ change: 'changed', value, name, mark });
  }
  const gone = Object.keys(before.state).filter((name) => !named.has(name));
  const removed = gone.map(
    (name) => ({ change: 'removed', value: identityIn(name), name, mark: undefined }) as const,
  );
  return { differences: [...differences, ...removed], state };
}

interface Named {
  readonly value: Value;
  readonly mark: string;
}

/** Of two with one name the same is taken each time, in whatever order they come. */
function byName(rows: readonly Row[], log: SnapshotLog): ReadonlyMap<string, Named> {
  const named = new Map<string, Named>();
  for (const { value, identity } of rows) {
    const name = canonicalJson(identity);
    const mark = shortHash(contentHash(value, log.volatile));
    const other = named.get(name);
    if (other === undefined || other.mark < mark) named.set(name, { value, mark });
  }
  return named;
}

/** All that is left of what was removed: what it was known by. */
function identityIn(name: string): Value {
  const identity: unknown = JSON.parse(name);
  return isValue(identity) ? identity : {};
}

function arrivals(rows: readonly Row[], before: SnapshotPosition, now: number): Comparison {
  const seen = now.toString(36);
  const change = before.readAt === null ? 'baseline' : 'added';
  const state = Object.fromEntries(
    Object.entries(before.state).filter(([, last]) => Number.parseInt(last, 36) > now - LINGER_MS),
  );
  const counts = new Map<string, number>();
  const differences: Difference[] = [];
  for (const { value, identity } of rows) {
    const hash = shortHash(contentHash(identity));
    const nth = (counts.get(hash) ?? 0) + 1;
    counts.set(hash, nth);
    const name = nth === 1 ? hash : `${hash} ${nth}`;
    if (!Object.hasOwn(before.state, name)) differences.push({ change, value, name, mark: seen });
    state[name] = seen;
  }
  return { differences, state };
}

/** The state with some differences told and the others still to come. */
export function partly(
  state: Readonly<Record<string, string>>,
  told: readonly Difference[],
): Readonly<Record<string, string>> {
  const next = { ...state };
  for (const { name, mark } of told) {
    if (mark === undefined) delete next[name];
    else next[name] = mark;
  }
  return next;
}
