import { randomUUID } from 'node:crypto';
import type { ApiClient, OnTrouble, Throttled } from '../api/types';
import type { Delivery } from './delivery';
import type { Positions } from './positions';
import { iso, type ReportBody } from './reports';
import type { Page, Stream } from './stream';
import { watchedClient } from './watched-client';

export interface DrainOptions {
  readonly client: ApiClient;
  readonly positions: Positions;
  readonly delivery: Delivery;
  readonly signal: AbortSignal;
  /** see ReadContext */
  readonly chunk: number;
  readonly chunkBytes: number;
  readonly values?: boolean;
  readonly lookbackMs: number;
  readonly report: (body: ReportBody) => void;
  /** somebody waits for something else: end after the page under way */
  readonly interrupted: () => boolean;
  readonly onThrottled: (throttled: Throttled) => void;
  readonly onTrouble: OnTrouble;
  /** records handed over, and how far behind the stream is now */
  readonly onProgress: (records: number, lagMs: number) => void;
}

/** What one stream's poll brought; counted up while it runs, so that it tells the truth after an error too. */
export interface Totals {
  records: number;
  /** see Page */
  known: number;
  duplicates: number;
  pages: number;
  calls: number;
  bytes: number;
  /** epoch ms */
  start: number | undefined;
  end: number | undefined;
  /** ended before the end of what there is, because somebody asked for something else */
  interrupted: boolean;
}

export function noTotals(): Totals {
  return {
    records: 0,
    known: 0,
    duplicates: 0,
    pages: 0,
    calls: 0,
    bytes: 0,
    start: undefined,
    end: undefined,
    interrupted: false,
  };
}

/**
 * Reads a stream until there is nothing newer: one page at a time, and a page only when the one before it has
 * a place to go.
 * @throws what the stream, the delivery or the positions throw; `signal.reason` when aborted
 */
export async function drain(stream: Stream, options: DrainOptions, stats: Totals): Promise<void> {
  const {
    positions: checkpoints,
    delivery,
    signal,
    client,
    chunk,
    chunkBytes,
    lookbackMs,
    onThrottled,
  } = options;
  const { values = true } = options;
  const loaded = checkpoints.find(stream);
  const from = loaded.position;
  const now = Date.now();
  stats.start = now - stream.lag(from ?? stream.startAt(now - lookbackMs, now), now);
  if (loaded.lost) options.report({ kind: 'rewind', from: iso(stats.start) ?? '', reason: POSITION_LOST });
  if (loaded.otherAccount !== undefined)
    options.report({ kind: 'hint', message: otherAccountMessage(loaded.otherAccount) });
  const observed = watchedClient(client, {
    onCall: () => {
      stats.calls += 1;
    },
    onTrouble: options.onTrouble,
  });
  const context = { client: observed, signal, chunk, chunkBytes, values, lookbackMs, onThrottled };
  try {
    for await (const page of stream.pages(from, context)) {
      reportNotices(page, options, stats);
      const lagMs = stream.lag(page.next, Date.now());
      const end = Date.now() - lagMs;
      const window = { from: stats.start, to: end };
      const batch = { id: randomUUID(), records: page.records, stream, collectedAt: Date.now(), attempt: 1 };
      await delivery.handOver(batch, () => checkpoints.save(stream, page, window), signal);
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
    // What is out has to be settled before the next poll reads on from the saved position; it may wait for long.
    await delivery.drained().catch(() => undefined);
    throw error;
  }
  await delivery.drained();
}

/** Before the position moves past it: told twice after a crash is better than never. */
function reportNotices(page: Page, options: DrainOptions, stats: Totals): void {
  for (const notice of page.notices) {
    if (notice.kind === 'duplicates') stats.duplicates += notice.count;
    else if (notice.kind !== 'swept') options.report(notice);
  }
}

const POSITION_LOST = 'the saved position is damaged; reading again from the oldest that the API still has';

function otherAccountMessage(account: string): string {
  return `the position of account ${account} is kept aside; this account starts from its look-back`;
}
