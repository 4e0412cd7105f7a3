import type { Stream } from '../../contracts/stream';
import { DAY_MS } from '../../util/time';
import type { CheckpointManager } from '../checkpoint/checkpoint-manager';
import type { CollectorSettings, SharedDeps } from '../deps';
import type { StreamOutcome } from '../reports/poll-report';
import { createReport } from '../reports/reports';
import type { CollectorState } from './state';
import type { StreamStatuses } from './stream-status';
import type { ThrottleReporter } from './throttle-reporter';

const MIN_QUIET_MS = DAY_MS;

export interface StatusInputs {
  readonly checkpoints: CheckpointManager;
  readonly statuses: StreamStatuses;
  /** a problem of the receiver takes precedence */
  readonly delivery: { readonly receiverProblem: CollectorState | undefined };
  readonly throttleReporter: ThrottleReporter;
}

/** Produces the status of a source during and between polls. */
export class StatusPresenter {
  readonly #deps: SharedDeps;
  readonly #settings: CollectorSettings;
  readonly #inputs: StatusInputs;

  #inactivityReported = false;
  /** of the current poll */
  #records = 0;
  #polling = false;

  constructor(deps: SharedDeps, settings: CollectorSettings, inputs: StatusInputs) {
    this.#deps = deps;
    this.#settings = settings;
    this.#inputs = inputs;
  }

  /**
   * For a start with nothing to do before `nextAt` (epoch ms): the result of the last poll before it is still
   * valid.
   */
  showWaiting(polledAt: number, nextAt: number | undefined): void {
    this.#deps.events.state({ kind: 'resting', polledAt, nextAt });
  }

  showProgress(records: number): void {
    this.#records = records;
    this.#polling = true;
    const { delivery, statuses } = this.#inputs;
    const failing = statuses.worstFailures;
    this.#deps.events.state(
      delivery.receiverProblem ?? {
        kind: 'polling',
        records,
        ...statuses.overallProgress,
        ...(failing.length > 0 && { failing, allFail: statuses.allFailed }),
      },
    );
  }

  /** Call it when something that is shown has changed without a new page. */
  refresh(): void {
    const { receiverProblem } = this.#inputs.delivery;
    if (this.#polling) this.showProgress(this.#records);
    else if (receiverProblem !== undefined) this.#deps.events.state(receiverProblem);
  }

  showResult(outcomes: readonly StreamOutcome[]): void {
    this.#polling = false;
    const { events } = this.#deps;
    const { delivery, statuses, throttleReporter } = this.#inputs;
    if (delivery.receiverProblem !== undefined) {
      events.state(delivery.receiverProblem);
      return;
    }
    const { worstFailures, allFailed, lagMs } = statuses;
    const [first, ...also] = worstFailures;
    if (first !== undefined && allFailed) {
      events.state({
        kind: 'failed',
        failure: first.failure,
        ...(also.length > 0 && { failing: worstFailures }),
      });
      return;
    }
    events.state({
      kind: 'idle',
      records: outcomes.reduce((sum, { stats }) => sum + stats.records, 0),
      known: outcomes.reduce((sum, { stats }) => sum + stats.known, 0),
      at: Date.now(),
      lagMs,
      quietSince: first === undefined ? this.#reportInactivity() : undefined,
      failed: first?.types ?? [],
      failure: first?.failure,
      ...(also.length > 0 && { also }),
      fittingIntervalMs: throttleReporter.fittingIntervalMs,
    });
  }

  /** Reports inactivity once and shows it for as long as it lasts. */
  #reportInactivity(): number | undefined {
    const { streams, events } = this.#deps;
    const { inactivityHint: message } = this.#settings;
    if (message === undefined) return undefined;
    const since = quietSince(streams, this.#inputs.checkpoints, Date.now());
    const first = streams[0];
    if (since !== undefined && !this.#inactivityReported && first !== undefined) {
      const everyType = { log: first.log, type: '' };
      events.report(createReport(everyType, { kind: 'hint', message }, Date.now()));
    }
    this.#inactivityReported = since !== undefined;
    return since;
  }
}

/**
 * Epoch ms since when all streams have been empty, if that is at least a day: logging may be switched off in
 * Mimecast.
 */
function quietSince(
  streams: readonly Stream[],
  checkpoints: CheckpointManager,
  now: number,
): number | undefined {
  const since = streams.flatMap((stream) => {
    const position = checkpoints.current(stream);
    const quiet = position === undefined ? undefined : stream.quietSince(position);
    return quiet === undefined ? [] : [quiet];
  });
  if (since.length === 0 || since.length < streams.length) return undefined;
  const youngest = Math.max(...since);
  return now - youngest >= MIN_QUIET_MS ? youngest : undefined;
}
