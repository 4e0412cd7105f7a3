import type { ApiClient, Throttled, Trouble } from '../../contracts/api-client';
import type { Delivery } from '../delivery/delivery';
import { drain, noTotals, type Totals } from './read-and-deliver';
import { asError, failedReport, failureOf, type NextPoll, type SourceFailure } from './poll-failure';
import type { Origin } from '../delivery/messages';
import type { Outages } from './outage-tracker';
import type { Positions } from '../checkpoint/checkpoint-manager';
import { iso, type PollReport, type ReportBody, reportMessage } from '../reports/reports';
import type { SharedDeps, SourceOutlet, SourceParts, SourceSettings } from '../deps';
import type { Stream } from '../../contracts/stream';

export interface FailureContext {
  readonly outages: Outages;
  readonly nextPoll: NextPoll;
}

/** What the streams of one poll share. */
export interface Session extends FailureContext {
  readonly client: ApiClient;
  /** Mimecast's account code where known, else the account node's name */
  readonly account: string;
  readonly positions: Positions;
  readonly deliveryFor: (origin: Origin) => Delivery;
  readonly signal: AbortSignal;
  /** another command is pending: stop after the current page */
  readonly interrupted: () => boolean;
  readonly onThrottled: (stream: Stream, throttled: Throttled) => void;
  readonly onTrouble: (stream: Stream, trouble: Trouble | undefined) => void;
  readonly onProgress: (stream: Stream, records: number, lagMs: number) => void;
}

export interface StreamOutcome {
  readonly stream: Stream;
  readonly totals: Totals;
  readonly failure: SourceFailure | undefined;
}

/** Polls one stream. Rejects only when aborted: a failure of one stream must not affect the others. */
export async function pollStream(
  stream: Stream,
  context: Session,
  deps: SourceParts,
  settings: SourceSettings,
): Promise<StreamOutcome> {
  const { outlet: events } = deps;
  const started = Date.now();
  const stats = noTotals();
  const report = (body: ReportBody): void => events.report(reportMessage(stream, body, Date.now()));
  const origin = { account: context.account, demo: context.client.demo, source: settings.id };
  const previousDay = context.positions.closeDay(stream);
  if (previousDay !== undefined) report(previousDay);
  let failure: SourceFailure | undefined;
  try {
    await drain(
      stream,
      {
        ...settings,
        values: settings.output !== 'lines',
        client: context.client,
        positions: context.positions,
        signal: context.signal,
        delivery: context.deliveryFor(origin),
        interrupted: context.interrupted,
        report,
        onThrottled: (throttled) => context.onThrottled(stream, throttled),
        onTrouble: (trouble) => context.onTrouble(stream, trouble),
        onProgress: (records, lagMs) => context.onProgress(stream, records, lagMs),
      },
      stats,
    );
    reportRecovery(stream, context, deps, report);
  } catch (error) {
    context.signal.throwIfAborted();
    failure = tellFailure(stream, error, context, deps);
  }
  report(pollReport(stats, started, failure));
  return { stream, totals: stats, failure };
}

/** Also used for a poll that failed before any stream was read, so that every poll has a report. */
export function pollReport(stats: Totals, started: number, failure: SourceFailure | undefined): PollReport {
  const { start, end, known, interrupted: _, ...counts } = stats;
  const now = Date.now();
  return {
    kind: 'poll',
    window: { start: iso(start), end: iso(end) },
    ...counts,
    ...(known > 0 && { known }),
    lagMs: end === undefined ? null : Math.max(0, now - end),
    durationMs: now - started,
    complete: failure === undefined && !stats.interrupted,
  };
}

function reportRecovery(
  stream: Stream,
  context: Session,
  { outlet: events }: SourceParts,
  report: (body: ReportBody) => void,
): void {
  const ended = context.outages.succeeded(stream.key);
  if (ended === undefined) return;
  report({ kind: 'recovered', since: new Date(ended.since).toISOString() });
  const seconds = Math.round((Date.now() - ended.since) / 1000);
  if (ended.overForNode) events.log(`recovered from ${ended.code} after ${seconds} s`);
}

/** Also used for a poll that failed before any stream was read. */
export function tellFailure(
  stream: Stream,
  error: unknown,
  { outages, nextPoll: delays }: FailureContext,
  { outlet: events }: SharedDeps,
): SourceFailure {
  const now = Date.now();
  const failure = failureOf(error, now, delays);
  tellOutage(stream, error, failure, { outages, events });
  return failure;
}

/** Reports the first failure of an outage as an error. Later ones go to the debug log. */
export function tellOutage(
  stream: Stream,
  error: unknown,
  failure: SourceFailure,
  { outages, events }: { readonly outages: Outages; readonly events: SourceOutlet },
): void {
  const now = Date.now();
  const outage = outages.failed(stream.key, failure.code, now);
  if (outage.newForStream) events.report(reportMessage(stream, failedReport(failure, error), now));
  if (outage.newForNode) events.error(asError(error));
  else events.debug(`${stream.type}: ${failure.code} ${failure.message}`);
}
