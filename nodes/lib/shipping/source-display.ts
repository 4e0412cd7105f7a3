import type { Deliveries } from './deliveries';
import type { StreamOutcome } from './poll-stream';
import type { Positions } from './positions';
import { quietSince } from './quiet';
import { reportMessage } from './reports';
import type { SourceParts, SourceSettings } from './source-parts';
import type { Standings } from './standings';
import type { Throttling } from './throttling';

export interface Displayed {
  readonly positions: Positions;
  readonly standings: Standings;
  readonly deliveries: Deliveries;
  readonly throttling: Throttling;
}

/** What a source shows below its node while it polls and between two polls. */
export class SourceDisplay {
  readonly #deps: Pick<SourceParts, 'outlet' | 'streams'>;
  readonly #settings: Pick<SourceSettings, 'quietHint'>;
  readonly #inputs: Displayed;

  #inactivityReported = false;
  /** of the poll under way */
  #records = 0;
  #polling = false;

  constructor(
    parts: Pick<SourceParts, 'outlet' | 'streams'>,
    settings: Pick<SourceSettings, 'quietHint'>,
    shown: Displayed,
  ) {
    this.#deps = parts;
    this.#settings = settings;
    this.#inputs = shown;
  }

  /** A start that has nothing to do before `nextAt` (unix ms): what was before it still holds. */
  rest(polledAt: number, nextAt: number | undefined): void {
    this.#deps.outlet.state({ kind: 'resting', polledAt, nextAt });
  }

  progress(records: number): void {
    this.#records = records;
    this.#polling = true;
    const { deliveries, standings } = this.#inputs;
    const failing = standings.worst;
    this.#deps.outlet.state(
      deliveries.trouble ?? {
        kind: 'polling',
        records,
        ...standings.progressed,
        ...(failing.length > 0 && { failing, allFail: standings.allFailed }),
      },
    );
  }

  /** Something that is shown has changed, and no page has come. */
  refresh(): void {
    const { trouble } = this.#inputs.deliveries;
    if (this.#polling) this.progress(this.#records);
    else if (trouble !== undefined) this.#deps.outlet.state(trouble);
  }

  result(outcomes: readonly StreamOutcome[]): void {
    this.#polling = false;
    const { outlet } = this.#deps;
    const { deliveries, standings, throttling } = this.#inputs;
    if (deliveries.trouble !== undefined) {
      outlet.state(deliveries.trouble);
      return;
    }
    const { worst, allFailed, lagMs } = standings;
    const [first, ...also] = worst;
    if (first !== undefined && allFailed) {
      outlet.state({
        kind: 'failed',
        failure: first.failure,
        ...(also.length > 0 && { failing: worst }),
      });
      return;
    }
    outlet.state({
      kind: 'idle',
      records: outcomes.reduce((sum, { totals }) => sum + totals.records, 0),
      known: outcomes.reduce((sum, { totals }) => sum + totals.known, 0),
      at: Date.now(),
      lagMs,
      quietSince: first === undefined ? this.#reportInactivity() : undefined,
      failed: first?.types ?? [],
      failure: first?.failure,
      ...(also.length > 0 && { also }),
      fittingIntervalMs: throttling.fittingIntervalMs,
    });
  }

  /** Said once in a report, and shown for as long as it lasts. */
  #reportInactivity(): number | undefined {
    const { streams, outlet } = this.#deps;
    const { quietHint: message } = this.#settings;
    if (message === undefined) return undefined;
    const since = quietSince(streams, this.#inputs.positions, Date.now());
    const first = streams[0];
    if (since !== undefined && !this.#inactivityReported && first !== undefined) {
      const everyType = { log: first.log, type: '' };
      outlet.report(reportMessage(everyType, { kind: 'hint', message }, Date.now()));
    }
    this.#inactivityReported = since !== undefined;
    return since;
  }
}
