import { asError, failedReport, failureOf, type NextPoll } from './poll-failure';
import type { Job } from './commands';
import type { ReplayMark } from '../delivery/messages';
import type { Session } from './poll-stream';
import type { Positions } from '../checkpoint/checkpoint-manager';
import { replayStream } from './replay';
import { iso, type ReportBody, reportMessage } from '../reports/reports';
import type { SourceParts, SourceSettings } from '../deps';
import type { Notice, Stream } from '../../contracts/stream';
import { fetchedLine } from '../reports/poll-summary';

/** What a command may use between two polls. */
export interface Desk {
  readonly parts: SourceParts;
  readonly settings: SourceSettings;
  readonly positions: Positions;
  readonly signal: AbortSignal;
  readonly openSession: () => Promise<Session>;
}

const REQUESTED_BY_MESSAGE = 'a message asked for it';
const POSITION_REMOVED = 'its position was removed';

/**
 * Runs a command, except `poll`, which the collector runs itself.
 * @throws MimecastError; errors of a stream; `signal.reason` when aborted
 */
export async function performJob(command: Job, context: Desk): Promise<void> {
  const { positions: checkpoints, settings } = context;
  switch (command.action) {
    case 'poll':
      return;
    case 'pause':
      return checkpoints.remember({ paused: true });
    case 'resume':
      return checkpoints.remember({ paused: false });
    case 'rewind':
      return forEachStream(context, (stream) =>
        moveTo(stream, command.start, REQUESTED_BY_MESSAGE, context, async (next, notices) =>
          checkpoints.move(stream, next, notices),
        ),
      );
    case 'forget':
      return forEachStream(context, (stream) =>
        moveTo(stream, Date.now() - settings.lookbackMs, POSITION_REMOVED, context, async () =>
          report(stream, await checkpoints.forget(stream), context),
        ),
      );
    case 'replay':
      return replay({ start: iso(command.start), end: iso(command.end) }, context);
  }
}

/** The account must be known before its positions are changed. */
async function forEachStream(
  { parts: deps, openSession: openContext }: Desk,
  work: (stream: Stream) => Promise<void>,
): Promise<void> {
  await openContext();
  for (const stream of deps.streams) await work(stream);
}

/**
 * Moves a stream. Every move is reported as a rewind. A move forward is also reported as a gap, because the
 * range between is not read.
 */
async function moveTo(
  stream: Stream,
  start: number,
  reason: string,
  context: Desk,
  move: (next: ReturnType<Stream['startAt']>, notices: readonly Notice[]) => Promise<void>,
): Promise<void> {
  const now = Date.now();
  const next = stream.startAt(start, now);
  const from = now - stream.lag(next, now);
  const before = context.positions.current(stream);
  const previousFrom = before === undefined ? from : now - stream.lag(before, now);
  const gaps: Extract<Notice, { kind: 'gap' }>[] =
    from > previousFrom
      ? [{ kind: 'gap', from: iso(previousFrom), to: iso(from), recoverable: true, reason }]
      : [];
  for (const gap of gaps) report(stream, gap, context);
  await move(next, gaps);
  report(stream, { kind: 'rewind', from: iso(from), reason }, context);
}

/** A type that fails is reported. It does not stop the replay of the others. */
async function replay(range: ReplayMark, context: Desk): Promise<void> {
  const { parts: deps, settings, positions: checkpoints, signal } = context;
  const pollContext = await context.openSession();
  await checkpoints.remember({ replay: range });
  const started = Date.now();
  const counts = new Map<string, number>();
  const showProgress = (): void => {
    const records = [...counts.values()].reduce((sum, count) => sum + count, 0);
    deps.outlet.state({ kind: 'polling', records, lagMs: undefined, doneAt: undefined });
  };
  showProgress();
  const failures: unknown[] = [];
  for (const stream of deps.streams) {
    try {
      await replayStream(stream, range, pollContext, deps, settings, (records) => {
        counts.set(stream.type, (counts.get(stream.type) ?? 0) + records);
        showProgress();
      });
    } catch (error) {
      // On close the replay stays in the saved state, so that the next start reports that it was interrupted.
      signal.throwIfAborted();
      failures.push(error);
      report(
        stream,
        failedReport({ ...failureOf(error, started, NO_NEXT_POLL), retryAt: undefined }, error),
        context,
      );
    }
  }
  await checkpoints.remember({ replay: null });
  deps.outlet.log(`replayed: ${fetchedLine(counts, Date.now() - started) ?? 'nothing in that range'}`);
  if (failures.length > 0) throw asError(failures[0]);
}

/** A failed replay is not retried automatically. */
const NO_NEXT_POLL: NextPoll = { everyMs: undefined, afterTroubleMs: undefined };

function report(stream: Stream, body: ReportBody, { parts: deps }: Desk): void {
  deps.outlet.report(reportMessage(stream, body, Date.now()));
}
