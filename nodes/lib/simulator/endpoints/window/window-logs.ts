import { WINDOW_LOGS, type WindowLogName } from '../../common/log-names';
import { logRate } from '../../common/options';
import type { Path } from '../../common/permissions';
import type { LogRange, LogSource } from '../../expected/expected-logs';
import type { HttpRequest, HttpResponse } from '../../http/exchange';
import { ArrivalModel } from './arrival-model';
import { WINDOW_TABLE } from './logs';
import { writeRecord } from './page';
import { WindowApi, type WindowParts } from './window-api';

/** All window logs: records, endpoints and expected records. */
export class WindowLogs {
  readonly #arrivals: ReadonlyMap<WindowLogName, ArrivalModel>;

  readonly #parts: WindowParts;

  /** @param origin epoch ms of the first record */
  constructor(parts: WindowParts, origin: number) {
    this.#parts = parts;
    const { settings, clock } = parts;
    const common = {
      seed: settings.seed,
      perHour: (log: WindowLogName) => logRate(settings, log),
      lateShare: settings.lateRecords,
      lateByMs: settings.lateRecordsByMs,
      veryLateShare: settings.veryLateRecords,
      veryLateByMs: settings.veryLateByMs,
    };
    this.#arrivals = new Map(WINDOW_LOGS.map((log) => [log, new ArrivalModel(log, common, clock, origin)]));
  }

  arrivals(log: WindowLogName): ArrivalModel {
    const arrivals = this.#arrivals.get(log);
    if (arrivals === undefined) throw new RangeError(`There is no log called ${log}.`);
    return arrivals;
  }

  endpoints(): readonly (readonly [Path, (call: HttpRequest) => HttpResponse])[] {
    const { logRetentionMs } = this.#parts.settings;
    return WINDOW_LOGS.map((name) => {
      const row = WINDOW_TABLE[name];
      const log = { ...row, retentionMs: logRetentionMs[name] ?? row.retentionMs };
      const api = new WindowApi(log, this.arrivals(name), this.#parts);
      return [log.path, (request: HttpRequest) => api.list(request)] as const;
    });
  }

  sources(): readonly (readonly [WindowLogName, LogSource])[] {
    return WINDOW_LOGS.map((name): readonly [WindowLogName, LogSource] => {
      // the id of an audit event is stable; other ids can be reissued (wire.md 14, row 26)
      const unstableMembers = WINDOW_TABLE[name].stableIds === true ? [] : ['id'];
      return [name, { lines: (range: LogRange) => this.#lines(name, range), unstableMembers }];
    });
  }

  *#lines(name: WindowLogName, range: LogRange): Generator<string> {
    const { clock, settings } = this.#parts;
    const { from = 0, to = Number.POSITIVE_INFINITY, visibleBy = clock.now() } = range;
    const arrivals = this.arrivals(name);
    for (const one of arrivals.all(from)) {
      if (one.at >= to || arrivals.visibleAt(one) > visibleBy) continue;
      yield JSON.stringify(writeRecord(WINDOW_TABLE[name], arrivals, one, settings.accountCode));
    }
  }
}
