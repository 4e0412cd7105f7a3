import { hash } from 'node:crypto';
import type { Page, ReadContext, SourceRecord, Stream } from '../../shipping/stream';
import { ApiRecord } from '../paged/api-record';
import { canonicalJson, omit, type Value } from '../paged/canonical';
import { chunksOf } from '../paged/chunks';
import { quarantined } from '../paged/envelope';
import { type Change, compare, type Difference, partly } from './diff';
import type { Reading, SnapshotLog } from './log';
import { NOTHING_READ, parsePosition, type SnapshotPosition } from './position';

type SnapshotPage = Page<SourceRecord, SnapshotPosition>;

export interface SnapshotOptions {
  /** everything each time, or what is different from the last time */
  readonly mode: 'changes' | 'whole';
  /** whether the first reading is emitted, where later ones are compared with it */
  readonly baseline: boolean;
}

/** A state that is read as a whole, at each poll (design 3). A reading that fails leaves all as it was. */
export function snapshotStream(
  log: SnapshotLog,
  { mode, baseline }: SnapshotOptions,
): Stream<SourceRecord, SnapshotPosition> {
  const { key, type } = log;
  const emit = mode === 'whole' ? whole : differences;
  return {
    key,
    log: log.log,
    type,
    fingerprint: `${key}/${mode}`,
    async *pages(from = NOTHING_READ, context) {
      const reading = await log.read(context);
      const now = Date.now();
      const notices = quarantined(key, reading.bad);
      if (notices.length > 0) yield { records: [], next: from, notices, bytes: 0 };
      yield* emit({ log, reading, from, now, baseline, context });
    },
    parse: parsePosition,
    startAt: () => NOTHING_READ,
    identify: (record) => (record instanceof SnapshotRecord ? record.id : idOf(record.value, '')),
    lag: ({ readAt }, now) => (readAt === null ? 0 : Math.max(0, now - readAt)),
    quietSince: () => undefined,
  };
}

interface Emission {
  readonly log: SnapshotLog;
  readonly reading: Reading;
  readonly from: SnapshotPosition;
  /** epoch ms */
  readonly now: number;
  readonly baseline: boolean;
  readonly context: ReadContext;
}

/**
 * The position takes in what has been delivered, chunk by chunk: after a crash the next reading is compared
 * with just that.
 */
function* differences({ log, reading, from, now, baseline, context }: Emission): Generator<SnapshotPage> {
  const compared = compare(log, reading, from, now);
  const done: SnapshotPosition = { version: 1, readAt: now, via: reading.via, state: compared.state };
  const told = compared.differences.filter(({ change }) => baseline || change !== 'baseline');
  const untold = compared.differences.length - told.length;
  const items = told.map((difference) => ({ difference, record: recordOf(difference, log, from) }));
  let state = from.state;
  let { bytes } = reading;
  const chunks = chunksOf(items, context);
  for (const chunk of chunks.slice(0, -1)) {
    state = partly(
      state,
      chunk.map(({ difference }) => difference),
    );
    yield { records: chunk.map(({ record }) => record), next: { ...from, state }, notices: [], bytes };
    bytes = 0;
  }
  const records = (chunks.at(-1) ?? []).map(({ record }) => record);
  yield { records, next: done, notices: [], bytes, ...(untold > 0 && { known: untold }) };
}

/** Cut off in the middle it begins again: the state has changed meanwhile. */
function* whole({ log, reading, from, now, context }: Emission): Generator<SnapshotPage> {
  const done: SnapshotPosition = { version: 1, readAt: now, via: reading.via, state: {} };
  const items = reading.rows.map(({ value }) => ({
    record: new SnapshotRecord(value, undefined, idOf(omit(value, log.volatile), `whole ${now}`)),
  }));
  let { bytes } = reading;
  const chunks = chunksOf(items, context);
  for (const chunk of chunks.slice(0, -1)) {
    yield { records: chunk.map(({ record }) => record), next: from, notices: [], bytes };
    bytes = 0;
  }
  yield { records: (chunks.at(-1) ?? []).map(({ record }) => record), next: done, notices: [], bytes };
}

class SnapshotRecord extends ApiRecord {
  constructor(
    value: Value,
    change: Change | undefined,
    readonly id: string,
  ) {
    super(value, change === undefined ? undefined : { change });
  }
}

/**
 * What is added twice, with a removal between, happened twice; what is told again after a crash is the same.
 * Both compare with the same reading only in the second case. An arrival is what it is, whenever it is told.
 */
function recordOf({ change, value }: Difference, log: SnapshotLog, from: SnapshotPosition): SnapshotRecord {
  const salt = log.tells === 'arrivals' ? '' : `${change} since ${from.readAt}`;
  return new SnapshotRecord(value, change, idOf(omit(value, log.volatile), salt));
}

function idOf(value: Value, salt: string): string {
  return hash('sha256', `${salt}\n${canonicalJson(value)}`).slice(0, 32);
}
