import type { Throttled } from '../../contracts/api-client';
import type { Stream } from '../../contracts/stream';
import { HOUR_MS, MINUTE_MS } from '../../util/time';
import type { CollectorEvents } from '../deps';
import { createReport } from '../reports/reports';

/** Throttling no longer counts as recurring after an hour without it. */
const THROTTLE_MEMORY_MS = HOUR_MS;

/** Reports throttling once per quota group, since the streams share the quotas. */
export class ThrottleReporter {
  readonly #events: CollectorEvents;

  #lastReported = '';
  #recurring: { readonly fittingIntervalMs: number; readonly recordedAt: number } | undefined;

  readonly #everyMs: number;

  /** @param everyMs the present polling interval; 0: polls on messages only */
  constructor(events: CollectorEvents, everyMs: number) {
    this.#events = events;
    this.#everyMs = everyMs;
  }

  report(stream: Stream, { retryAt, message, group, fittingIntervalMs: fitting }: Throttled): void {
    const fittingIntervalMs = fitting === undefined ? undefined : longerThan(this.#everyMs, fitting);
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

/**
 * The quota is used up at the present interval. Where it should suffice, somebody else uses it too: then the advice is
 * half as many polls.
 */
function longerThan(everyMs: number, fittingMs: number): number {
  if (fittingMs > everyMs) return fittingMs;
  return Math.ceil((2 * everyMs) / MINUTE_MS) * MINUTE_MS;
}
