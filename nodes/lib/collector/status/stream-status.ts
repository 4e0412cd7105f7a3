import type { Stream } from '../../contracts/stream';
import { compareSeverity, isPermanent, type PollFailure } from '../reports/poll-failure';
import type { StreamOutcome } from '../reports/poll-report';
import { toIso } from '../reports/reports';

/** Types with the same failure. */
export interface FailedTypes {
  readonly types: readonly string[];
  readonly failure: PollFailure;
}

/** What a stream does now, without its position, which may be long. */
export interface StreamProgress {
  readonly key: string;
  /** batches that wait for an acknowledgement */
  readonly waiting: number;
  /** sent since the start of the source */
  readonly records: number;
  /** of the last page of the current poll, ms; null between polls */
  readonly lagMs: number | null;
  /** ISO 8601; estimated time at which it will be up to date, while it catches up */
  readonly doneAt: string | null;
}

/** Lag of a stream at a point in time. */
export interface LagSample {
  readonly lagMs: number;
  /** epoch ms */
  readonly at: number;
}

/** Counters of a stream since the start of the source. */
export interface Counts {
  readonly records: number;
  readonly duplicates: number;
  /** calls to the API, without file downloads */
  readonly calls: number;
  /** number of calls that waited for quota */
  readonly throttled: number;
}

const ZERO_COUNTS: Counts = { records: 0, duplicates: 0, calls: 0, throttled: 0 };

interface StreamStatus {
  readonly stream: Stream;
  lagMs: number | undefined;
  /** lag at the start of the current poll and now */
  catchingUp: { readonly begin: LagSample; readonly now: LagSample } | undefined;
  /** failure of the last poll or of the current one, until it is over */
  failure: PollFailure | undefined;
  /** epoch ms at which the last poll without a failure ended */
  succeededAt: number | undefined;
  counts: Counts;
}

/** Status of each stream of a source between polls. */
export class StreamStatuses {
  readonly #statuses: readonly StreamStatus[];

  constructor(streams: readonly Stream[]) {
    this.#statuses = streams.map((stream) => ({
      stream,
      lagMs: undefined,
      catchingUp: undefined,
      failure: undefined,
      succeededAt: undefined,
      counts: ZERO_COUNTS,
    }));
  }

  /**
   * Streams to poll now. A stream with a permanent failure is skipped for an hour, unless the poll was
   * requested.
   */
  dueStreams(now: number, requested: boolean): readonly Stream[] {
    return this.#statuses
      .filter(
        ({ failure }) =>
          requested || failure === undefined || !isPermanent(failure.code) || (failure.retryAt ?? 0) <= now,
      )
      .map(({ stream }) => stream);
  }

  recordProgress(stream: Stream, lagMs: number, at: number): void {
    const now = { lagMs, at };
    const begin = this.#find(stream)?.catchingUp?.begin ?? now;
    this.#update(stream, { lagMs, catchingUp: { begin, now }, failure: undefined });
  }

  /** @returns whether it has failed now or had failed before */
  recordOutcome({ stream, failure }: StreamOutcome): boolean {
    const before = this.#find(stream)?.failure;
    this.#update(stream, { failure, catchingUp: undefined });
    return (failure ?? before) !== undefined;
  }

  /** A poll ended at `at` (epoch ms). Another command may have interrupted it: then it read only a part. */
  recordEnd({ stream, stats, failure }: StreamOutcome, at: number): void {
    if (failure === undefined && !stats.interrupted) this.#update(stream, { succeededAt: at });
  }

  /** After a restart: the last poll of all streams that succeeded before it, epoch ms. */
  restoreSuccess(at: number): void {
    for (const status of this.#statuses) status.succeededAt ??= at;
  }

  succeededAt(stream: Stream): number | undefined {
    return this.#find(stream)?.succeededAt;
  }

  /** Records a failed or slow attempt of the current poll; undefined: an attempt succeeded. */
  recordTrouble(stream: Stream, failure: PollFailure | undefined): void {
    const before = this.#find(stream)?.failure;
    // A slow response must not hide a known failure.
    if (failure?.pending === true && before !== undefined) return;
    this.#update(stream, { failure });
  }

  addCounts(stream: Stream, more: Partial<Counts>): void {
    const counts = this.countsOf(stream);
    const { records = 0, duplicates = 0, calls = 0, throttled = 0 } = more;
    this.#update(stream, {
      counts: {
        records: counts.records + records,
        duplicates: counts.duplicates + duplicates,
        calls: counts.calls + calls,
        throttled: counts.throttled + throttled,
      },
    });
  }

  countsOf(stream: Stream): Counts {
    return this.#find(stream)?.counts ?? ZERO_COUNTS;
  }

  /** Estimated time at which one stream, or all, will be up to date; epoch ms, undefined: unknown. */
  estimatedDoneAt(stream?: Stream): number | undefined {
    const values = this.#statuses.flatMap((one) => {
      if (one.catchingUp === undefined || (stream !== undefined && one.stream !== stream)) return [];
      return estimateCompletion(one.catchingUp.begin, one.catchingUp.now) ?? [];
    });
    return values.length === 0 ? undefined : Math.max(...values);
  }

  /** While a poll catches up: how far it has come. */
  progressOf(stream: Stream): Pick<StreamProgress, 'records' | 'lagMs' | 'doneAt'> {
    return {
      records: this.countsOf(stream).records,
      lagMs: this.#find(stream)?.catchingUp?.now.lagMs ?? null,
      doneAt: toIso(this.estimatedDoneAt(stream)),
    };
  }

  /** Lag of the stream that is furthest behind, ms. */
  get lagMs(): number | undefined {
    const values = this.#statuses.flatMap(({ lagMs }) => (lagMs === undefined ? [] : [lagMs]));
    return values.length === 0 ? undefined : Math.max(...values);
  }

  /** Over all streams. */
  get overallProgress(): { readonly lagMs: number | undefined; readonly doneAt: number | undefined } {
    return { lagMs: this.lagMs, doneAt: this.estimatedDoneAt() };
  }

  get failures(): readonly { readonly type: string; readonly failure: PollFailure }[] {
    return this.#statuses.flatMap(({ stream, failure }) =>
      failure === undefined ? [] : [{ type: stream.type, failure }],
    );
  }

  /** `failures` grouped by failure, worst first. */
  get worstFailures(): readonly FailedTypes[] {
    const groups: FailedTypes[] = [];
    for (const { type, failure } of this.failures) {
      const at = groups.findIndex(
        (group) => group.failure.code === failure.code && group.failure.short === failure.short,
      );
      const group = groups[at];
      if (group === undefined) groups.push({ types: [type], failure });
      else groups[at] = { ...group, types: [...group.types, type] };
    }
    return groups.toSorted((one, other) => compareSeverity(one.failure, other.failure));
  }

  get allFailed(): boolean {
    return this.#statuses.every(({ failure }) => failure !== undefined);
  }

  #find(stream: Stream): StreamStatus | undefined {
    return this.#statuses.find((one) => one.stream === stream);
  }

  #update(stream: Stream, change: Partial<StreamStatus>): void {
    const status = this.#find(stream);
    if (status !== undefined) Object.assign(status, change);
  }
}

/** Shorter samples are too noisy to predict hours. */
const MIN_SAMPLE_MS = 5000;

/**
 * Estimates when a stream that lags will be up to date, by linear extrapolation.
 * @param begin the first sample of the catch-up
 * @returns epoch ms; undefined: too early to tell, or the lag grows
 */
export function estimateCompletion(begin: LagSample, now: LagSample): number | undefined {
  const elapsed = now.at - begin.at;
  const gained = begin.lagMs - now.lagMs;
  if (elapsed < MIN_SAMPLE_MS || gained <= 0) return undefined;
  return now.at + Math.round((now.lagMs / gained) * elapsed);
}
