import type { Trouble } from '../../contracts/api-client';
import type { Stream } from '../../contracts/stream';
import type { CollectorEvents } from '../deps';
import {
  createFailedReport,
  type PollDelays,
  type PollFailure,
  toError,
  toFailure,
} from '../reports/poll-failure';
import { createReport } from '../reports/reports';
import { OutageTracker } from './outage-tracker';

/** Time in ms after which a failing call is reported as an outage: most failures are over sooner. */
const OUTAGE_THRESHOLD_MS = 10_000;

/** Reports the failures of a source: the first of an outage as an error, later ones in the debug log. */
export class OutageReporter {
  readonly #events: CollectorEvents;

  readonly #outages = new OutageTracker();

  constructor(events: CollectorEvents) {
    this.#events = events;
  }

  /** For a stream whose poll has failed, also if nothing was read. */
  reportFailure(stream: Stream, error: unknown, delays: PollDelays): PollFailure {
    const failure = toFailure(error, Date.now(), delays);
    this.#reportOutage(stream, error, failure);
    return failure;
  }

  /** For failures of a call while it is still being retried, before the poll fails. */
  reportTrouble(streams: readonly Stream[], { error, since }: Trouble, failure: PollFailure): void {
    const isOutage = failure.pending !== true && Date.now() - since >= OUTAGE_THRESHOLD_MS;
    for (const stream of streams) {
      if (isOutage) this.#reportOutage(stream, error, failure);
      else this.#debug(stream, failure);
    }
  }

  /** For a stream whose poll has succeeded. */
  reportRecovery(stream: Stream): void {
    const ended = this.#outages.recordSuccess(stream.key);
    if (ended === undefined) return;
    const since = new Date(ended.since).toISOString();
    this.#events.report(createReport(stream, { kind: 'recovered', since }, Date.now()));
    const seconds = Math.round((Date.now() - ended.since) / 1000);
    if (ended.lastStream) this.#events.log(`recovered from ${ended.code} after ${seconds} s`);
  }

  #reportOutage(stream: Stream, error: unknown, failure: PollFailure): void {
    const now = Date.now();
    const outage = this.#outages.recordFailure(stream.key, failure.code, now);
    if (outage.newForStream)
      this.#events.report(createReport(stream, createFailedReport(failure, error), now));
    if (outage.newForNode) this.#events.error(toError(error));
    else this.#debug(stream, failure);
  }

  #debug({ type }: Stream, { code, message }: PollFailure): void {
    this.#events.debug(`${type}: ${code} ${message}`);
  }
}
