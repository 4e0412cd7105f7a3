import type { ApiClient, Throttled, Trouble } from '../../contracts/api-client';
import type { Stream } from '../../contracts/stream';
import type { CheckpointManager } from '../checkpoint/checkpoint-manager';
import type { DeliveryMode } from '../delivery/delivery';
import type { MessageContext } from '../delivery/messages';
import type { CollectorDeps, CollectorEvents, CollectorSettings, SharedDeps } from '../deps';
import { createReport, type PollReport, type ReportBody, toIso } from '../reports/reports';
import type { OutageTracker } from './outage-tracker';
import { createFailedReport, type PollDelays, type PollFailure, toError, toFailure } from './poll-failure';
import { emptyStats, type PollStats, readAndDeliver } from './read-and-deliver';

export interface FailureContext {
  readonly outages: OutageTracker;
  readonly delays: PollDelays;
}

/** What the streams of one poll share. */
export interface PollContext extends FailureContext {
  readonly client: ApiClient;
  /** Mimecast's account code where known, else the account node's name */
  readonly account: string;
  readonly checkpoints: CheckpointManager;
  readonly createDelivery: (origin: MessageContext) => DeliveryMode;
  readonly signal: AbortSignal;
  /** another command is pending: stop after the current page */
  readonly interrupted: () => boolean;
  readonly onThrottled: (stream: Stream, throttled: Throttled) => void;
  readonly onTrouble: (stream: Stream, trouble: Trouble | undefined) => void;
  readonly onProgress: (stream: Stream, records: number, lagMs: number) => void;
}

export interface StreamOutcome {
  readonly stream: Stream;
  readonly stats: PollStats;
  readonly failure: PollFailure | undefined;
}

/** Polls one stream. Rejects only when aborted: a failure of one stream must not affect the others. */
export async function pollStream(
  stream: Stream,
  context: PollContext,
  deps: CollectorDeps,
  settings: CollectorSettings,
): Promise<StreamOutcome> {
  const { events } = deps;
  const started = Date.now();
  const stats = emptyStats();
  const report = (body: ReportBody): void => events.report(createReport(stream, body, Date.now()));
  const origin = { account: context.account, demo: context.client.demo, source: settings.id };
  const previousDay = context.checkpoints.closeDay(stream);
  if (previousDay !== undefined) report(previousDay);
  let failure: PollFailure | undefined;
  try {
    await readAndDeliver(
      stream,
      {
        ...settings,
        values: settings.output !== 'lines',
        client: context.client,
        checkpoints: context.checkpoints,
        signal: context.signal,
        delivery: context.createDelivery(origin),
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
    failure = reportFailure(stream, error, context, deps);
  }
  report(createPollReport(stats, started, failure));
  return { stream, stats, failure };
}

/** Also used for a poll that failed before any stream was read, so that every poll has a report. */
export function createPollReport(
  stats: PollStats,
  started: number,
  failure: PollFailure | undefined,
): PollReport {
  const { start, end, known, interrupted: _, ...counts } = stats;
  const now = Date.now();
  return {
    kind: 'poll',
    window: { start: toIso(start), end: toIso(end) },
    ...counts,
    ...(known > 0 && { known }),
    lagMs: end === undefined ? null : Math.max(0, now - end),
    durationMs: now - started,
    complete: failure === undefined && !stats.interrupted,
  };
}

function reportRecovery(
  stream: Stream,
  context: PollContext,
  { events }: CollectorDeps,
  report: (body: ReportBody) => void,
): void {
  const ended = context.outages.recordSuccess(stream.key);
  if (ended === undefined) return;
  report({ kind: 'recovered', since: new Date(ended.since).toISOString() });
  const seconds = Math.round((Date.now() - ended.since) / 1000);
  if (ended.lastStream) events.log(`recovered from ${ended.code} after ${seconds} s`);
}

/** Also used for a poll that failed before any stream was read. */
export function reportFailure(
  stream: Stream,
  error: unknown,
  { outages, delays }: FailureContext,
  { events }: SharedDeps,
): PollFailure {
  const now = Date.now();
  const failure = toFailure(error, now, delays);
  reportOutage(stream, error, failure, { outages, events });
  return failure;
}

/** Reports the first failure of an outage as an error. Later ones go to the debug log. */
export function reportOutage(
  stream: Stream,
  error: unknown,
  failure: PollFailure,
  { outages, events }: { readonly outages: OutageTracker; readonly events: CollectorEvents },
): void {
  const now = Date.now();
  const outage = outages.recordFailure(stream.key, failure.code, now);
  if (outage.newForStream) events.report(createReport(stream, createFailedReport(failure, error), now));
  if (outage.newForNode) events.error(toError(error));
  else events.debug(`${stream.type}: ${failure.code} ${failure.message}`);
}
