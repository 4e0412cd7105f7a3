import type { Throttled } from '../../contracts/api-client';
import type { Stream } from '../../contracts/stream';
import { HOUR_MS } from '../../util/time';
import type { CollectorEvents } from '../deps';
import { createReport } from '../reports/reports';

/** Throttling no longer counts as recurring after an hour without it. */
const THROTTLE_MEMORY_MS = HOUR_MS;

/** Reports throttling once per quota group, since the streams share the quotas. */
export class ThrottleReporter {
  readonly #events: CollectorEvents;

  #lastReported = '';
  #recurring: { readonly fittingIntervalMs: number; readonly recordedAt: number } | undefined;

  constructor(events: CollectorEvents) {
    this.#events = events;
  }

  report(stream: Stream, { retryAt, message, group, fittingIntervalMs }: Throttled): void {
    this.#events.state({ kind: 'throttled', retryAt, fittingIntervalMs });
    if (fittingIntervalMs !== undefined) this.#recurring = { fittingIntervalMs, recordedAt: Date.now() };
    const key = `${group} ${retryAt}`;
    if (key === this.#lastReported) return;
    this.#lastReported = key;
    const body = {
      kind: 'throttled',
      code: 'MIMECAST_RATE_LIMITED',
      message,
      retryAt: new Date(retryAt).toISOString(),
      ...(fittingIntervalMs === undefined ? {} : { fittingIntervalMs }),
    } as const;
    this.#events.report(createReport(stream, body, Date.now()));
  }

  /** ms; the polling interval that fits the quota, while throttling recurs. */
  get fittingIntervalMs(): number | undefined {
    if (this.#recurring === undefined || Date.now() - this.#recurring.recordedAt >= THROTTLE_MEMORY_MS)
      return undefined;
    return this.#recurring.fittingIntervalMs;
  }
}
