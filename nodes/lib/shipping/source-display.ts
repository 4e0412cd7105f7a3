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
  private hinted = false;
  /** of the poll under way */
  private records = 0;
  private polling = false;

  constructor(
    private readonly parts: Pick<SourceParts, 'outlet' | 'streams'>,
    private readonly settings: Pick<SourceSettings, 'quietHint'>,
    private readonly shown: Displayed,
  ) {}

  /** A start that has nothing to do before `nextAt` (unix ms): what was before it still holds. */
  rest(polledAt: number, nextAt: number | undefined): void {
    this.parts.outlet.state({ kind: 'resting', polledAt, nextAt });
  }

  progress(records: number): void {
    this.records = records;
    this.polling = true;
    const { deliveries, standings } = this.shown;
    const failing = standings.worst;
    this.parts.outlet.state(
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
    const { trouble } = this.shown.deliveries;
    if (this.polling) this.progress(this.records);
    else if (trouble !== undefined) this.parts.outlet.state(trouble);
  }

  result(outcomes: readonly StreamOutcome[]): void {
    this.polling = false;
    const { outlet } = this.parts;
    const { deliveries, standings, throttling } = this.shown;
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
      quietSince: first === undefined ? this.hintWhenQuiet() : undefined,
      failed: first?.types ?? [],
      failure: first?.failure,
      ...(also.length > 0 && { also }),
      fittingIntervalMs: throttling.fittingIntervalMs,
    });
  }

  /** Said once in a report, and shown for as long as it lasts. */
  private hintWhenQuiet(): number | undefined {
    const { streams, outlet } = this.parts;
    const { quietHint: message } = this.settings;
    if (message === undefined) return undefined;
    const since = quietSince(streams, this.shown.positions, Date.now());
    const first = streams[0];
    if (since !== undefined && !this.hinted && first !== undefined) {
      const everyType = { log: first.log, type: '' };
      outlet.report(reportMessage(everyType, { kind: 'hint', message }, Date.now()));
    }
    this.hinted = since !== undefined;
    return since;
  }
}
