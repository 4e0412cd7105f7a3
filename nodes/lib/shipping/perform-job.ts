import { asError, failedReport, failureOf } from './failure';
import type { Job } from './jobs';
import type { ReplayMark } from './messages';
import type { Session } from './poll-stream';
import type { Positions } from './positions';
import { replayStream } from './replay';
import { iso, type ReportBody, reportMessage } from './reports';
import type { SourceParts, SourceSettings } from './source-parts';
import type { Notice, Stream } from './stream';
import { fetchedLine } from './summary';

/** What a source lends to whoever does a job between two of its polls. */
export interface Desk {
  readonly parts: SourceParts;
  readonly settings: SourceSettings;
  readonly positions: Positions;
  readonly signal: AbortSignal;
  readonly openSession: () => Promise<Session>;
}

const BY_MESSAGE = 'a message asked for it';
const BY_HAND = 'its position was removed';

/**
 * Does what was asked for. Polls are the source's own affair.
 * @throws MimecastError; what a stream throws; `signal.reason` when aborted
 */
export async function performJob(job: Job, desk: Desk): Promise<void> {
  const { positions, settings } = desk;
  switch (job.action) {
    case 'poll':
      return;
    case 'pause':
      return positions.remember({ paused: true });
    case 'resume':
      return positions.remember({ paused: false });
    case 'rewind':
      return eachStream(desk, (stream) =>
        startFrom(stream, job.start, BY_MESSAGE, desk, async (next, notices) =>
          positions.move(stream, next, notices),
        ),
      );
    case 'forget':
      return eachStream(desk, (stream) =>
        startFrom(stream, Date.now() - settings.lookbackMs, BY_HAND, desk, async () =>
          tell(stream, await positions.forget(stream), desk),
        ),
      );
    case 'replay':
      return replay({ start: iso(job.start), end: iso(job.end) }, desk);
  }
}

/** The account has to be known before anything is done to its positions. */
async function eachStream(
  { parts, openSession }: Desk,
  work: (stream: Stream) => Promise<void>,
): Promise<void> {
  await openSession();
  for (const stream of parts.streams) await work(stream);
}

/** Back is told as a rewind. On is told as a gap too: what lies between is not read. */
async function startFrom(
  stream: Stream,
  start: number,
  reason: string,
  desk: Desk,
  move: (next: ReturnType<Stream['startAt']>, notices: readonly Notice[]) => Promise<void>,
): Promise<void> {
  const now = Date.now();
  const next = stream.startAt(start, now);
  const from = now - stream.lag(next, now);
  const before = desk.positions.current(stream);
  const stood = before === undefined ? from : now - stream.lag(before, now);
  const skipped: Extract<Notice, { kind: 'gap' }>[] =
    from > stood ? [{ kind: 'gap', from: iso(stood), to: iso(from), recoverable: true, reason }] : [];
  for (const gap of skipped) tell(stream, gap, desk);
  await move(next, skipped);
  tell(stream, { kind: 'rewind', from: iso(from), reason }, desk);
}

/** A type that fails is told, and does not keep the others from being read again. */
async function replay(range: ReplayMark, desk: Desk): Promise<void> {
  const { parts, settings, positions, signal } = desk;
  const session = await desk.openSession();
  await positions.remember({ replay: range });
  const started = Date.now();
  const counts = new Map<string, number>();
  const showProgress = (): void => {
    const records = [...counts.values()].reduce((sum, count) => sum + count, 0);
    parts.outlet.state({ kind: 'polling', records, lagMs: undefined, doneAt: undefined });
  };
  showProgress();
  const failures: unknown[] = [];
  for (const stream of parts.streams) {
    try {
      await replayStream(stream, range, session, parts, settings, (records) => {
        counts.set(stream.type, (counts.get(stream.type) ?? 0) + records);
        showProgress();
      });
    } catch (error) {
      // A close leaves the mark where it is: the next start tells that the replay was cut off.
      signal.throwIfAborted();
      failures.push(error);
      tell(stream, failedReport({ ...failureOf(error, started, NEVER), retryAt: undefined }, error), desk);
    }
  }
  await positions.remember({ replay: null });
  parts.outlet.log(`replayed: ${fetchedLine(counts, Date.now() - started) ?? 'nothing in that range'}`);
  if (failures.length > 0) throw asError(failures[0]);
}

/** Nobody asks for a replay again but whoever asked for it. */
const NEVER = { everyMs: undefined, afterTroubleMs: undefined };

function tell(stream: Stream, body: ReportBody, { parts }: Desk): void {
  parts.outlet.report(reportMessage(stream, body, Date.now()));
}
