import type { ApiClient, Throttled, Trouble } from '../../contracts/api-client';
import type { Stream } from '../../contracts/stream';
import type { CheckpointManager } from '../checkpoint/checkpoint-manager';
import type { DeliveryMode } from '../delivery/delivery-mode';
import type { MessageContext, ReplayRange } from '../delivery/messages';
import type { CollectorDeps, CollectorSettings } from '../deps';
import type { PollDelays, PollFailure } from '../reports/poll-failure';
import { createPollReport, emptyStats, type StreamOutcome } from '../reports/poll-report';
import { createReport, type ReportBody } from '../reports/reports';
import type { OutageReporter } from './outage-reporter';
import { type ReadOptions, readAndDeliver, replayAndDeliver } from './read-and-deliver';

/** What the streams of one poll share. */
export interface PollContext {
  readonly deps: CollectorDeps;
  readonly settings: CollectorSettings;
  readonly client: ApiClient;
  /** Mimecast's account code where known, else the account node's name */
  readonly account: string;
  readonly checkpoints: CheckpointManager;
  readonly createDelivery: (origin: MessageContext) => DeliveryMode;
  readonly signal: AbortSignal;
  readonly outages: OutageReporter;
  readonly delays: PollDelays;
  /** another command is pending: stop after the current page */
  readonly interrupted: () => boolean;
  readonly onThrottled: (stream: Stream, throttled: Throttled) => void;
  readonly onTrouble: (stream: Stream, trouble: Trouble | undefined) => void;
  readonly onProgress: (stream: Stream, records: number, lagMs: number) => void;
}

/** Polls one stream. Rejects only when aborted: a failure of one stream must not affect the others. */
export async function pollStream(stream: Stream, context: PollContext): Promise<StreamOutcome> {
  const { settings, checkpoints, outages, signal } = context;
  const started = Date.now();
  const stats = emptyStats();
  const previousDay = checkpoints.closeDay(stream);
  if (previousDay !== undefined) report(stream, previousDay, context);
  let failure: PollFailure | undefined;
  try {
    await readAndDeliver(
      stream,
      {
        ...readOptions(stream, context),
        checkpoints,
        values: settings.output !== 'lines',
        interrupted: context.interrupted,
        onProgress: (records, lagMs) => context.onProgress(stream, records, lagMs),
      },
      stats,
    );
    outages.reportRecovery(stream);
  } catch (error) {
    signal.throwIfAborted();
    failure = outages.reportFailure(stream, error, context.delays);
  }
  report(stream, createPollReport(stats, started, failure), context);
  return { stream, stats, failure };
}

/** Reports a poll that failed before any stream was read, so that every poll has a report. */
export function failBeforePoll(
  stream: Stream,
  error: unknown,
  started: number,
  context: Pick<PollContext, 'deps' | 'outages' | 'delays'>,
): StreamOutcome {
  const stats = emptyStats();
  const failure = context.outages.reportFailure(stream, error, context.delays);
  report(stream, createPollReport(stats, started, failure), context);
  return { stream, stats, failure };
}

/**
 * Sends a range again, marked as a replay. Positions do not change. A restart interrupts it.
 * @param onRecords called with the number of records of each page
 * @throws errors of the stream; `signal.reason` when aborted
 */
export async function replayStream(
  stream: Stream,
  range: ReplayRange,
  context: PollContext,
  onRecords: (records: number) => void,
): Promise<void> {
  await replayAndDeliver(stream, range, readOptions(stream, context, range), onRecords);
}

function readOptions(stream: Stream, context: PollContext, replay?: ReplayRange): ReadOptions {
  const { settings, client, account, signal } = context;
  const { chunk, chunkBytes, lookbackMs } = settings;
  const origin = { account, demo: client.demo, source: settings.id, ...(replay && { replay }) };
  return {
    ...{ client, signal, chunk, chunkBytes, lookbackMs },
    delivery: context.createDelivery(origin),
    report: (body) => report(stream, body, context),
    onThrottled: (throttled) => context.onThrottled(stream, throttled),
    onTrouble: (trouble) => context.onTrouble(stream, trouble),
  };
}

function report(stream: Stream, body: ReportBody, { deps }: Pick<PollContext, 'deps'>): void {
  deps.events.report(createReport(stream, body, Date.now()));
}
