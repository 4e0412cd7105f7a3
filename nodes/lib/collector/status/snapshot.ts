import type { Stream } from '../../contracts/stream';
import type { CheckpointManager } from '../checkpoint/checkpoint-manager';
import { toIso } from '../reports/reports';
import type { HistogramSnapshot } from './histogram';
import type { Counts, StreamStatuses } from './stream-status';

/** State of a source as plain data without secrets, for the admin endpoints. Times are ISO 8601. */
export interface CollectorSnapshot {
  readonly id: string;
  readonly paused: boolean;
  /** when the last complete poll ended; null: there was none, or a poll is in progress */
  readonly lastRun: string | null;
  readonly streams: readonly StreamSnapshot[];
  /** durations of the polls in seconds, since the start of the source; only where it runs */
  readonly polls?: HistogramSnapshot;
  /** only in a cluster */
  readonly lease?: LeaseSnapshot;
}

export interface LeaseSnapshot {
  /** this replica */
  readonly replica: string;
  /** replica that reads the account; null: none or unknown */
  readonly holder: string | null;
  /** fencing token of the lease; null while this replica does not hold it */
  readonly token: number | null;
}

export interface StreamSnapshot {
  readonly key: string;
  readonly log: string;
  readonly type: string;
  /**
   * Mimecast's account code; null before the first read, '' where the application has no permission to read
   * it
   */
  readonly account: string | null;
  readonly position: PositionSummary | null;
  readonly savedAt: string | null;
  /** ms since the last save */
  readonly ageMs: number | null;
  /** lag in ms */
  readonly lagMs: number | null;
  /** estimated time at which it will be up to date, while it catches up */
  readonly doneAt: string | null;
  /** batches that wait for an acknowledgement */
  readonly waiting: number;
  /** when the last poll without a failure ended; null or missing: there was none yet */
  readonly succeededAt?: string | null;
  /** failure of the last poll */
  readonly problem: string | null;
  /** since the start of the source */
  readonly counts: Counts;
}

type PositionSummary = Readonly<Record<string, string | number | boolean | null>>;

const MAX_TEXT_LENGTH = 80;

/** What a snapshot is made of. */
export interface SnapshotInputs {
  readonly checkpoints: CheckpointManager;
  readonly statuses: StreamStatuses;
  /** number of batches of a stream that wait for an acknowledgement */
  readonly waiting: (stream: Stream) => number;
}

/** @param id run-time id of the node */
export function takeSnapshot(
  id: string,
  streams: readonly Stream[],
  inputs: SnapshotInputs,
): CollectorSnapshot {
  const { paused, lastRun } = inputs.checkpoints.savedState;
  const now = Date.now();
  return {
    id,
    paused,
    lastRun: toIso(lastRun ?? undefined),
    streams: streams.map((stream) => snapshotStream(stream, inputs, now)),
  };
}

function snapshotStream(
  stream: Stream,
  { checkpoints, statuses, waiting }: SnapshotInputs,
  now: number,
): StreamSnapshot {
  const { key, log, type } = stream;
  const info = checkpoints.entryInfo(stream);
  const position = checkpoints.current(stream);
  return {
    key,
    log,
    type,
    account: info?.account ?? null,
    position: position === undefined ? null : summarizePosition(position),
    savedAt: info?.savedAt ?? null,
    ageMs: info === undefined ? null : Math.max(0, now - Date.parse(info.savedAt)),
    lagMs: position === undefined ? null : stream.lag(position, now),
    doneAt: toIso(statuses.estimatedDoneAt(stream)),
    waiting: waiting(stream),
    succeededAt: toIso(statuses.succeededAt(stream)),
    problem: statuses.failures.find((failed) => failed.type === type)?.failure.message ?? null,
    counts: statuses.countsOf(stream),
  };
}

/** Positions may list thousands of files: for arrays and objects it returns only the number of entries. */
export function summarizePosition(position: object): PositionSummary {
  return Object.fromEntries(Object.entries(position).map(([name, value]) => [name, summarizeValue(value)]));
}

function summarizeValue(value: unknown): string | number | boolean | null {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string')
    return value.length <= MAX_TEXT_LENGTH ? value : `${value.slice(0, MAX_TEXT_LENGTH)}…`;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : null;
}
