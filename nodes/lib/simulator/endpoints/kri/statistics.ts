import type { Tenant } from '../../catalog/tenant';
import { DAY, HOUR } from '../../common/dates';
import type { LogName, WindowLogName } from '../../common/log-names';
import type { Path } from '../../common/permissions';
import { mix, Random, wordHash } from '../../common/random';
import type { ExpectedLogs } from '../../expected/expected-logs';
import { type HttpRequest, type HttpResponse, json, restFailure } from '../../http/exchange';
import type { AuthorizedRoute } from '../../http/route';

/** The log that each series of `GET /threats/v1/stats/` counts (wire.md 10.8). */
const SERIES: readonly (readonly [path: Path, log: WindowLogName])[] = [
  ['/threats/v1/stats/impersonations', 'ttp.impersonation'],
  ['/threats/v1/stats/attachment-scans', 'ttp.attachment'],
  ['/threats/v1/stats/url-clicks', 'ttp.url'],
];

const WITH_ZONE = /(Z|[+-]\d{2}:\d{2})(\[.+\])?$/;
const WEEK = 7 * DAY;

/** Messages with the tenant's domains as sender on one day (UTC), as receivers reported them to DMARC Analyzer. */
interface DmarcDay {
  /** `2026-11-20` */
  readonly date: string;
  readonly total: number;
  readonly aligned: number;
}

/** Statistics: threats by the hour, DMARC reports by the day. */
export class Statistics {
  readonly #tenant: Tenant;
  readonly #ledger: () => ExpectedLogs<LogName>;

  constructor(tenant: Tenant, ledger: () => ExpectedLogs<LogName>) {
    this.#tenant = tenant;
    this.#ledger = ledger;
  }

  endpoints(): readonly AuthorizedRoute[] {
    const get = { method: 'GET', group: 'api' } as const;
    const series = SERIES.map(
      ([path, log]): AuthorizedRoute => ({
        ...get,
        path,
        handle: (request) => this.#threatCounts(request, log),
      }),
    );
    return [
      ...series,
      {
        ...get,
        path: '/dmarc-analyzer/v1/compliance/dmarc/statistics',
        handle: () => this.#dmarcCounts(),
      },
    ];
  }

  /** Counts by the hour. Both ends of the range need a zone (wire.md 10.8). */
  #threatCounts(request: HttpRequest, log: WindowLogName): HttpResponse {
    const now = this.#tenant.clock.now();
    const from = parseTime(request.query.get('timestampRangeStartsAt'), now - DAY);
    const to = parseTime(request.query.get('timestampRangeEndsAt'), now);
    if (from === undefined || to === undefined) {
      const field = from === undefined ? 'timestampRangeStartsAt' : 'timestampRangeEndsAt';
      return restFailure(400, 'err_validation_date', 'Must be a timestamp with a zone', field);
    }
    const value: { startTimestamp: string; detectionCount: number }[] = [];
    for (let at = from; at < to; at += HOUR) {
      const detectionCount = this.#ledger().count(log, { from: at, to: Math.min(at + HOUR, to) });
      value.push({ startTimestamp: new Date(at).toISOString(), detectionCount });
    }
    return json(200, { value });
  }

  /** The shape of this response is not public (wire.md 12.2). This one is a guess: days, in the product's list form. */
  #dmarcCounts(): HttpResponse {
    const { settings, clock } = this.#tenant;
    const now = clock.now();
    const items = dmarcDays(settings.seed, now - 2 * WEEK, now).map(({ date, total, aligned }) => ({
      date,
      total,
      compliant: aligned,
      nonCompliant: total - aligned,
    }));
    return json(200, { items, meta: {} });
  }
}

function parseTime(text: string | null, otherwise: number): number | undefined {
  if (text === null) return otherwise;
  const time = WITH_ZONE.test(text) ? Date.parse(text.replace(/\[.*$/, '')) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Every day of a range. The same range gives the same numbers. */
export function dmarcDays(seed: number, from: number, to: number): readonly DmarcDay[] {
  const days: DmarcDay[] = [];
  for (let day = Math.floor(from / DAY); day * DAY < to; day += 1) {
    const random = new Random(mix(mix(seed, wordHash('dmarc')), day));
    const total = 800 + random.below(400);
    const aligned = total - random.below(Math.floor(total / 8));
    days.push({ date: new Date(day * DAY).toISOString().slice(0, 10), total, aligned });
  }
  return days;
}
