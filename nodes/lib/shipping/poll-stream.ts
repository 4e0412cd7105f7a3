import type { ApiClient, Throttled, Trouble } from '../api/types';
import type { Delivery } from './delivery';
import { drain, noTotals, type Totals } from './drain';
import { asError, failedReport, failureOf, type NextPoll, type SourceFailure } from './failure';
import type { Origin } from './messages';
import type { Outages } from './outages';
import type { Positions } from './positions';
import { iso, type PollReport, type ReportBody, reportMessage } from './reports';
import type { SourceParts, SourceSettings } from './source-parts';
import type { Stream } from './stream';

/** What the streams of one poll share. */
export interface Session {
  readonly client: ApiClient;
  /** Mimecast's account code where known, else the account node's name */
  readonly account: string;
  readonly positions: Positions;
  readonly deliveryFor: (origin: Origin) => Delivery;
  readonly signal: AbortSignal;
  readonly outages: Outages;
  readonly nextPoll: NextPoll;
  /** somebody waits for something else: end after the page under way */
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

/** One stream's part of a poll. Never rejects, except when aborted: one stream's trouble is not the others'. */
export async function pollStream(
  stream: Stream,
  session: Session,
  parts: SourceParts,
  settings: SourceSettings,
): Promise<StreamOutcome> {
  const { outlet } = parts;
  const started = Date.now();
  const totals = noTotals();
  const report = (body: ReportBody): void => outlet.report(reportMessage(stream, body, Date.now()));
  const origin = { account: session.account, demo: session.client.demo, source: settings.id };
  const dayBefore = session.positions.closeDay(stream);
  if (dayBefore !== undefined) report(dayBefore);
  let failure: SourceFailure | undefined;
  try {
    await drain(
      stream,
      {
        ...settings,
        values: settings.output !== 'lines',
        client: session.client,
        positions: session.positions,
        signal: session.signal,
        delivery: session.deliveryFor(origin),
        interrupted: session.interrupted,
        report,
        onThrottled: (throttled) => session.onThrottled(stream, throttled),
        onTrouble: (trouble) => session.onTrouble(stream, trouble),
        onProgress: (records, lagMs) => session.onProgress(stream, records, lagMs),
      },
      totals,
    );
    tellRecovery(stream, session, parts, report);
  } catch (error) {
    session.signal.throwIfAborted();
    failure = tellFailure(stream, error, session, parts);
  }
  report(pollReport(totals, started, failure));
  return { stream, totals, failure };
}

/** Also of a poll that failed before any stream was asked: silence would leave open whether there was one. */
export function pollReport(totals: Totals, started: number, failure: SourceFailure | undefined): PollReport {
  const { start, end, known, interrupted: _, ...counts } = totals;
  const now = Date.now();
  return {
    kind: 'poll',
    window: { start: iso(start), end: iso(end) },
    ...counts,
    ...(known > 0 && { known }),
    lagMs: end === undefined ? null : Math.max(0, now - end),
    durationMs: now - started,
    complete: failure === undefined && !totals.interrupted,
  };
}

function tellRecovery(
  stream: Stream,
  session: Session,
  { outlet }: SourceParts,
  report: (body: ReportBody) => void,
): void {
  const recovery = session.outages.succeeded(stream.key);
  if (recovery === undefined) return;
  report({ kind: 'recovered', since: new Date(recovery.since).toISOString() });
  const seconds = Math.round((Date.now() - recovery.since) / 1000);
  if (recovery.overForNode) outlet.log(`recovered from ${recovery.code} after ${seconds} s`);
}

/** Also for a poll that failed before any stream was asked. */
export function tellFailure(
  stream: Stream,
  error: unknown,
  { outages, nextPoll }: Pick<Session, 'outages' | 'nextPoll'>,
  { outlet }: SourceParts,
): SourceFailure {
  const now = Date.now();
  const failure = failureOf(error, now, nextPoll);
  tellOutage(stream, error, failure, { outages, outlet });
  return failure;
}

/** Of the first failure of an outage, all that want to know; of the others only those who look closely. */
export function tellOutage(
  stream: Stream,
  error: unknown,
  failure: SourceFailure,
  { outages, outlet }: Pick<Session, 'outages'> & Pick<SourceParts, 'outlet'>,
): void {
  const now = Date.now();
  const onset = outages.failed(stream.key, failure.code, now);
  if (onset.newForStream) outlet.report(reportMessage(stream, failedReport(failure, error), now));
  if (onset.newForNode) outlet.error(asError(error));
  else outlet.debug(`${stream.type}: ${failure.code} ${failure.message}`);
}
