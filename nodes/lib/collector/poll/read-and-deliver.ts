import { randomUUID } from 'node:crypto';
import type { ApiClient, OnTrouble, Throttled } from '../../contracts/api-client';
import type { Page, Stream } from '../../contracts/stream';
import type { CheckpointManager } from '../checkpoint/checkpoint-manager';
import type { DeliveryMode } from '../delivery/delivery-mode';
import type { Batch, ReplayRange } from '../delivery/messages';
import type { PollStats } from '../reports/poll-report';
import { type ReportBody, toIso } from '../reports/reports';
import { withCleanNotices } from './clean-notices';
import { observeClient } from './observe-client';

/** What a range of a stream is read with, and where its pages and reports go. */
export interface ReadOptions {
  readonly client: ApiClient;
  readonly delivery: DeliveryMode;
  readonly signal: AbortSignal;
  /** see ReadContext */
  readonly chunk: number;
  readonly chunkBytes: number;
  readonly lookbackMs: number;
  readonly report: (body: ReportBody) => void;
  readonly onThrottled: (throttled: Throttled) => void;
  readonly onTrouble: OnTrouble;
}

/** For a poll, which continues from the saved position. */
export interface PollOptions extends ReadOptions {
  readonly checkpoints: CheckpointManager;
  /** see ReadContext */
  readonly values?: boolean;
  /** another command is pending: stop after the current page */
  readonly interrupted: () => boolean;
  /** records of the page, and the lag of the stream after it */
  readonly onProgress: (records: number, lagMs: number) => void;
}

/**
 * Reads a stream to its end, one page at a time. The next page is read only when the delivery mode accepts
 * it.
 * @throws errors of the stream, the delivery or the checkpoints; `signal.reason` when aborted
 */
export async function readAndDeliver(stream: Stream, options: PollOptions, stats: PollStats): Promise<void> {
  const { checkpoints, delivery, signal, client, chunk, chunkBytes, lookbackMs, onThrottled } = options;
  const { values = true } = options;
  const loaded = checkpoints.loadPosition(stream);
  const from = loaded.position;
  const now = Date.now();
  stats.start = now - stream.lag(from ?? stream.startAt(now - lookbackMs, now), now);
  if (loaded.lost) options.report({ kind: 'rewind', from: toIso(stats.start) ?? '', reason: POSITION_LOST });
  if (loaded.otherAccount !== undefined)
    options.report({ kind: 'hint', message: otherAccountMessage(loaded.otherAccount) });
  const observed = observeClient(client, {
    onCall: () => {
      stats.calls += 1;
    },
    onTrouble: options.onTrouble,
  });
  const context = { client: observed, signal, chunk, chunkBytes, values, lookbackMs, onThrottled };
  try {
    for await (const read of stream.pages(from, context)) {
      const page = withCleanNotices(read, client);
      reportNotices(page, options, stats);
      const lagMs = stream.lag(page.next, Date.now());
      const end = Date.now() - lagMs;
      const window = { from: stats.start, to: end };
      await delivery.send(createBatch(stream, page), () => checkpoints.save(stream, page, window), signal);
      stats.records += page.records.length;
      stats.known += page.known ?? 0;
      stats.pages += page.records.length === 0 ? 0 : 1;
      stats.bytes += page.bytes;
      stats.end = end;
      options.onProgress(page.records.length, lagMs);
      if (options.interrupted()) {
        stats.interrupted = true;
        break;
      }
    }
  } catch (error) {
    // Batches in flight must complete before the next poll reads from the saved position. This may take long.
    await delivery.flush().catch(() => undefined);
    throw error;
  }
  await delivery.flush();
}

/**
 * Reads a range again. Positions do not change.
 * @param onRecords called with the number of records of each page
 * @throws errors of the stream; `signal.reason` when aborted
 */
export async function replayAndDeliver(
  stream: Stream,
  { start, end }: ReplayRange,
  options: ReadOptions,
  onRecords: (records: number) => void,
): Promise<void> {
  if (stream.replay === undefined) {
    options.report({ kind: 'hint', message: `${stream.type} has no history that could be read again` });
    return;
  }
  const { delivery, signal, chunk, chunkBytes, lookbackMs, onTrouble, onThrottled } = options;
  const client = observeClient(options.client, { onTrouble });
  const context = { client, signal, chunk, chunkBytes, lookbackMs, onThrottled };
  for await (const read of stream.replay(Date.parse(start), Date.parse(end), context)) {
    const page = withCleanNotices(read, client);
    reportNotices(page, options);
    if (page.records.length === 0) continue;
    await delivery.send(createBatch(stream, page), async () => undefined, signal);
    onRecords(page.records.length);
  }
  await delivery.flush();
}

function createBatch(stream: Stream, { records }: Page): Batch {
  return { id: randomUUID(), records, stream, collectedAt: Date.now(), attempt: 1 };
}

/** Runs before the position is saved, so that after a crash a notice may be reported twice but is never lost. */
function reportNotices(page: Page, options: ReadOptions, stats?: PollStats): void {
  for (const notice of page.notices) {
    if (notice.kind === 'duplicates') {
      if (stats !== undefined) stats.duplicates += notice.count;
    } else if (notice.kind !== 'swept') options.report(notice);
  }
}

const POSITION_LOST = 'the saved position is damaged; reading again from the oldest that the API still has';

function otherAccountMessage(account: string): string {
  return `the position of account ${account} stays saved; this account starts from its look-back`;
}
