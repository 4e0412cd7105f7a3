import type { Deliveries } from '../delivery/delivery-manager';
import type { StreamOutcome } from '../poll/poll-stream';
import type { Positions } from '../checkpoint/checkpoint-manager';
import { quietSince } from './inactivity';
import { reportMessage } from '../reports/reports';
import type { SharedDeps, SourceSettings } from '../deps';
import type { Standings } from './stream-status';
import type { Throttling } from './throttle-reporter';

export interface Displayed {
  readonly positions: Positions;
  readonly standings: Standings;
  readonly deliveries: Deliveries;
  readonly throttling: Throttling;
}

/** Produces the status of a source during and between polls. */
export class SourceDisplay {
  readonly #deps: SharedDeps;
  readonly #settings: SourceSettings;
  readonly #inputs: Displayed;

  #inactivityReported = false;
  /** of the current poll */
  #records = 0;
  #polling = false;

  constructor(deps: SharedDeps, settings: SourceSettings, inputs: Displayed) {
    this.#deps = deps;
    this.#settings = settings;
    this.#inputs = inputs;
  }

  /**
   * For a start with nothing to do before `nextAt` (epoch ms): the result of the last poll before it is still
   * valid.
   */
  rest(polledAt: number, nextAt: number | undefined): void {
    this.#deps.outlet.state({ kind: 'resting', polledAt, nextAt });
  }

  progress(records: number): void {
    this.#records = records;
    this.#polling = true;
    const { deliveries: deliveryManager, standings: statuses } = this.#inputs;
    const failing = statuses.worst;
    this.#deps.outlet.state(
      deliveryManager.trouble ?? {
        kind: 'polling',
        records,
        ...statuses.progressed,
        ...(failing.length > 0 && { failing, allFail: statuses.allFailed }),
      },
    );
  }

  /** Call it when something that is shown has changed without a new page. */
  refresh(): void {
    const { trouble: receiverProblem } = this.#inputs.deliveries;
    if (this.#polling) this.progress(this.#records);
    else if (receiverProblem !== undefined) this.#deps.outlet.state(receiverProblem);
  }

  result(outcomes: readonly StreamOutcome[]): void {
    this.#polling = false;
    const { outlet: events } = this.#deps;
    const { deliveries: deliveryManager, standings: statuses, throttling: throttleReporter } = this.#inputs;
    if (deliveryManager.trouble !== undefined) {
      events.state(deliveryManager.trouble);
      return;
    }
    const { worst: worstFailures, allFailed, lagMs } = statuses;
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
      records: outcomes.reduce((sum, { totals: stats }) => sum + stats.records, 0),
      known: outcomes.reduce((sum, { totals: stats }) => sum + stats.known, 0),
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
    const { streams, outlet: events } = this.#deps;
    const { quietHint: message } = this.#settings;
    if (message === undefined) return undefined;
    const since = quietSince(streams, this.#inputs.positions, Date.now());
    const first = streams[0];
    if (since !== undefined && !this.#inactivityReported && first !== undefined) {
      const everyType = { log: first.log, type: '' };
      events.report(reportMessage(everyType, { kind: 'hint', message }, Date.now()));
    }
    this.#inactivityReported = since !== undefined;
    return since;
  }
}
