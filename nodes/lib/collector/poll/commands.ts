import type { Notice, Stream } from '../../contracts/stream';
import type { CheckpointManager } from '../checkpoint/checkpoint-manager';
import type { ReplayRange } from '../delivery/messages';
import type { CollectorDeps, CollectorSettings } from '../deps';
import { createFailedReport, type PollDelays, toError, toFailure } from '../reports/poll-failure';
import { formatPollSummary } from '../reports/poll-report';
import { createReport, type ReportBody, toIso } from '../reports/reports';
import { type PollContext, replayStream } from './poll-stream';

/** Commands for a source. Times are epoch ms. */
export type Command =
  | { readonly action: 'poll' }
  /** reads a range again without a change of the position */
  | { readonly action: 'replay'; readonly start: number; readonly end: number }
  | { readonly action: 'rewind'; readonly start: number }
  | { readonly action: 'pause' }
  | { readonly action: 'resume' }
  /** removes the positions, so that the next poll is a first run; only over the admin API */
  | { readonly action: 'forget' };

/** Actions that a message can request. */
export const MESSAGE_ACTIONS = [
  'poll',
  'replay',
  'rewind',
  'pause',
  'resume',
] as const satisfies readonly Command['action'][];

/** What a command may use between two polls. */
export interface CommandContext {
  readonly deps: CollectorDeps;
  readonly settings: CollectorSettings;
  readonly checkpoints: CheckpointManager;
  readonly signal: AbortSignal;
  readonly openContext: () => Promise<PollContext>;
}

const REQUESTED_BY_MESSAGE = 'a message asked for it';
const POSITION_REMOVED = 'its position was removed';

/**
 * Runs a command, except `poll`, which the collector runs itself.
 * @throws MimecastError; errors of a stream; `signal.reason` when aborted
 */
export async function runCommand(command: Command, context: CommandContext): Promise<void> {
  const { checkpoints, settings } = context;
  switch (command.action) {
    case 'poll':
      return;
    case 'pause':
      return checkpoints.saveState({ paused: true });
    case 'resume':
      return checkpoints.saveState({ paused: false });
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
      return replay({ start: toIso(command.start), end: toIso(command.end) }, context);
  }
}

/** The account must be known before its positions are changed. */
async function forEachStream(
  { deps, openContext }: CommandContext,
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
  context: CommandContext,
  move: (next: ReturnType<Stream['startAt']>, notices: readonly Notice[]) => Promise<void>,
): Promise<void> {
  const now = Date.now();
  const next = stream.startAt(start, now);
  const from = now - stream.lag(next, now);
  const before = context.checkpoints.current(stream);
  const previousFrom = before === undefined ? from : now - stream.lag(before, now);
  const gaps: Extract<Notice, { kind: 'gap' }>[] =
    from > previousFrom
      ? [{ kind: 'gap', from: toIso(previousFrom), to: toIso(from), recoverable: true, reason }]
      : [];
  for (const gap of gaps) report(stream, gap, context);
  await move(next, gaps);
  report(stream, { kind: 'rewind', from: toIso(from), reason }, context);
}

/** A type that fails is reported. It does not stop the replay of the others. */
async function replay(range: ReplayRange, context: CommandContext): Promise<void> {
  const { deps, checkpoints, signal } = context;
  const pollContext = await context.openContext();
  await checkpoints.saveState({ replay: range });
  const started = Date.now();
  const counts = new Map<string, number>();
  const showProgress = (): void => {
    const records = [...counts.values()].reduce((sum, count) => sum + count, 0);
    deps.events.state({
      kind: 'replaying',
      start: Date.parse(range.start),
      end: Date.parse(range.end),
      records,
    });
  };
  showProgress();
  const failures: unknown[] = [];
  for (const stream of deps.streams) {
    try {
      await replayStream(stream, range, pollContext, (records) => {
        counts.set(stream.type, (counts.get(stream.type) ?? 0) + records);
        showProgress();
      });
    } catch (error) {
      // On close the replay stays in the saved state, so that the next start reports that it was interrupted.
      signal.throwIfAborted();
      failures.push(error);
      report(
        stream,
        createFailedReport({ ...toFailure(error, started, NO_NEXT_POLL), retryAt: undefined }, error),
        context,
      );
    }
  }
  await checkpoints.saveState({ replay: null });
  deps.events.log(`replayed: ${formatPollSummary(counts, Date.now() - started) ?? 'nothing in that range'}`);
  if (failures.length > 0) throw toError(failures[0]);
}

/** A failed replay is not retried automatically. */
const NO_NEXT_POLL: PollDelays = { everyMs: undefined, afterFailureMs: undefined };

function report(stream: Stream, body: ReportBody, { deps }: CommandContext): void {
  deps.events.report(createReport(stream, body, Date.now()));
}
