import { hash } from 'node:crypto';
import type { JsonObject } from '../../contracts/json';
import type { Page, ReadContext, SourceRecord, Stream } from '../../contracts/stream';
import { canonicalJson, omit } from '../../util/canonical-json';
import { ApiRecord, chunksOf } from '../rest/api-record';
import { responseQuarantineNotices } from '../rest/envelope';
import type { SnapshotLogDefinition, SnapshotResult } from './definition';
import { applyPartial, type Change, compareSnapshots, type Difference } from './diff';
import { EMPTY_POSITION, parsePosition, type SnapshotPosition } from './position';

type SnapshotPage = Page<SourceRecord, SnapshotPosition>;

export interface SnapshotOptions {
  /** `changes`: emits the differences from the last snapshot; `whole`: emits all items each time */
  readonly mode: 'changes' | 'whole';
  /** with `changes`: whether the items of the first snapshot are emitted */
  readonly baseline: boolean;
}

/** A stream that reads a complete snapshot at each poll. A read that fails leaves the position unchanged. */
export function createSnapshotStream(
  log: SnapshotLogDefinition,
  { mode, baseline }: SnapshotOptions,
): Stream<SourceRecord, SnapshotPosition> {
  const { key, type } = log;
  const emit = mode === 'whole' ? emitWhole : emitDifferences;
  return {
    key,
    log: log.log,
    type,
    fingerprint: `${key}/${mode}`,
    async *pages(from = EMPTY_POSITION, context) {
      const snapshot = await log.read(context);
      const now = Date.now();
      const notices = responseQuarantineNotices(key, snapshot.bad);
      if (notices.length > 0) yield { records: [], next: from, notices, bytes: 0 };
      yield* emit({ log, snapshot, from, now, baseline, context });
    },
    parse: parsePosition,
    startAt: () => EMPTY_POSITION,
    identify: (record) => (record instanceof SnapshotRecord ? record.id : idOf(record.value, '')),
    lag: ({ readAt }, now) => (readAt === null ? 0 : Math.max(0, now - readAt)),
    quietSince: () => undefined,
  };
}

interface EmitContext {
  readonly log: SnapshotLogDefinition;
  readonly snapshot: SnapshotResult;
  readonly from: SnapshotPosition;
  /** epoch ms */
  readonly now: number;
  readonly baseline: boolean;
  readonly context: ReadContext;
}

/**
 * The position advances chunk by chunk, so that after a crash the next snapshot is compared with exactly what
 * has been delivered.
 */
function* emitDifferences({
  log,
  snapshot,
  from,
  now,
  baseline,
  context,
}: EmitContext): Generator<SnapshotPage> {
  const compared = compareSnapshots(log, snapshot, from, now);
  const done: SnapshotPosition = { version: 1, readAt: now, via: snapshot.via, state: compared.state };
  const emitted = compared.differences.filter(({ change }) => baseline || change !== 'baseline');
  const suppressed = compared.differences.length - emitted.length;
  const items = emitted.map((difference) => ({ difference, record: createRecord(difference, log, from) }));
  let state = from.state;
  let { bytes } = snapshot;
  const chunks = chunksOf(items, context);
  for (const chunk of chunks.slice(0, -1)) {
    state = applyPartial(
      state,
      chunk.map(({ difference }) => difference),
    );
    yield { records: chunk.map(({ record }) => record), next: { ...from, state }, notices: [], bytes };
    bytes = 0;
  }
  const records = (chunks.at(-1) ?? []).map(({ record }) => record);
  yield { records, next: done, notices: [], bytes, ...(suppressed > 0 && { known: suppressed }) };
}

/** The position changes with the last chunk only. After a crash a new snapshot is emitted from its first item. */
function* emitWhole({ log, snapshot, from, now, context }: EmitContext): Generator<SnapshotPage> {
  const done: SnapshotPosition = { version: 1, readAt: now, via: snapshot.via, state: {} };
  const items = snapshot.rows.map(({ value }) => ({
    record: new SnapshotRecord(value, undefined, idOf(omit(value, log.volatile), `whole ${now}`)),
  }));
  let { bytes } = snapshot;
  const chunks = chunksOf(items, context);
  for (const chunk of chunks.slice(0, -1)) {
    yield { records: chunk.map(({ record }) => record), next: from, notices: [], bytes };
    bytes = 0;
  }
  yield { records: (chunks.at(-1) ?? []).map(({ record }) => record), next: done, notices: [], bytes };
}

class SnapshotRecord extends ApiRecord {
  constructor(
    value: JsonObject,
    change: Change | undefined,
    readonly id: string,
  ) {
    super(value, change === undefined ? undefined : { change });
  }
}

/**
 * An item that is added, removed and added again gets two ids; a difference that is emitted again after a
 * crash keeps its id. The time of the previous snapshot, used as a salt, distinguishes the two cases. The id
 * of an arrival does not depend on the snapshot.
 */
function createRecord(
  { change, value }: Difference,
  log: SnapshotLogDefinition,
  from: SnapshotPosition,
): SnapshotRecord {
  const salt = log.emits === 'arrivals' ? '' : `${change} since ${from.readAt}`;
  return new SnapshotRecord(value, change, idOf(omit(value, log.volatile), salt));
}

function idOf(value: JsonObject, salt: string): string {
  return hash('sha256', `${salt}\n${canonicalJson(value)}`).slice(0, 32);
}
