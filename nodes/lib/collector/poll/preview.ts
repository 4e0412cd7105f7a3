import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../../contracts/api-client';
import type { ReadContext, SourceRecord, Stream } from '../../contracts/stream';
import { DAY_MS } from '../../util/time';
import {
  type Batch,
  countMessages,
  createMessage,
  type MessageContext,
  type OutputMode,
  type RecordMessage,
} from '../delivery/messages';
import { observeClient } from './observe-client';

/** Input of a preview. */
export interface PreviewRequest {
  readonly streams: readonly Stream[];
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  readonly output: OutputMode;
  /** metadata for the messages */
  readonly messageContext: MessageContext;
}

/** A type that could not be read. */
export interface PreviewError {
  readonly type: string;
  readonly error: unknown;
}

export interface Preview {
  readonly messages: readonly RecordMessage[];
  /** types that were read and had no records */
  readonly empty: readonly string[];
  readonly failed: readonly PreviewError[];
  /** not all types that might have more records were read */
  readonly truncated: boolean;
}

/** Maximum number of records of a preview, over all types. */
export const MAX_PREVIEW_RECORDS = 3;
/** Budget of API calls over all types, and per type, so that one type can't use up the budget of the others. */
const MAX_CALLS = 30;
const MAX_CALLS_PER_STREAM = 10;
/** bytes; a larger single record is shown all the same */
const MAX_BYTES = 200_000;
/** Reading the last day is cheapest; a week is as far back as most feeds reach. */
const LOOKBACKS_MS = [DAY_MS, 7 * DAY_MS];

/** Stops the preview: a limit is reached, and the records so far are the result. */
class PreviewLimitReached extends Error {}

/**
 * Returns the messages that a source would send for the first available records. It reads only and uses no
 * position. Different types come first, since their differences are of interest.
 * @throws the signal's reason when aborted before any record was read
 */
export async function readPreview(request: PreviewRequest): Promise<Preview> {
  const { streams, signal } = request;
  const budget = { calls: MAX_CALLS };
  const loaded: { stream: Stream; records: readonly SourceRecord[] }[] = [];
  const empty: string[] = [];
  const failed: PreviewError[] = [];
  let readCount = 0;
  for (const stream of streams) {
    if (loaded.length >= MAX_PREVIEW_RECORDS || budget.calls <= 0) break;
    try {
      const pages = await readFirstPages(stream, request, budget);
      if (pages === undefined) continue;
      readCount += 1;
      if (pages.length === 0) empty.push(stream.type);
      loaded.push(...pages.map((records) => ({ stream, records })));
    } catch (error) {
      if (signal.aborted) break;
      readCount += 1;
      failed.push({ type: stream.type, error });
    }
  }
  if (loaded.length === 0) signal.throwIfAborted();
  const messages = allocate(loaded.map(({ records }) => records.length)).flatMap((share, index) => {
    const entry = loaded[index];
    return entry === undefined ? [] : createMessages(entry.stream, entry.records.slice(0, share), request);
  });
  return {
    messages,
    empty,
    failed,
    truncated: loaded.length < MAX_PREVIEW_RECORDS && readCount < streams.length,
  };
}

/** Distributes the maximum number of records over the types, one record per type in each round. */
export function allocate(available: readonly number[]): readonly number[] {
  const allocated = available.map(() => 0);
  let left = MAX_PREVIEW_RECORDS;
  for (let round = 0; round < MAX_PREVIEW_RECORDS; round += 1) {
    available.forEach((count, index) => {
      if (left === 0 || round >= count) return;
      allocated[index] = round + 1;
      left -= 1;
    });
  }
  return allocated;
}

/** Records of a preview of one stream, in groups of one type each. */
class PreviewRecords {
  readonly #stream: Stream;

  readonly #pages: (readonly SourceRecord[])[] = [];
  #count = 0;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  add(records: readonly SourceRecord[]): void {
    if (records.length === 0) return;
    this.#pages.push(records);
    this.#count += records.length;
  }

  has(count: number): boolean {
    return this.#count >= count;
  }

  get all(): readonly (readonly SourceRecord[])[] {
    return this.#stream.typeOf === undefined && this.has(1) ? [this.#pages.flat()] : this.#pages;
  }
}

/**
 * Reads this stream's share of records. Returns an empty list when it has none, undefined when the call limit
 * was reached before that was known.
 */
async function readFirstPages(
  stream: Stream,
  { streams, client, signal, output }: PreviewRequest,
  budget: { calls: number },
): Promise<readonly (readonly SourceRecord[])[] | undefined> {
  const controller = new AbortController();
  let calls = 0;
  const observed = observeClient(client, {
    onCall: () => {
      calls += 1;
      budget.calls -= 1;
      if (calls > MAX_CALLS_PER_STREAM || budget.calls < 0) throw new PreviewLimitReached();
    },
  });
  let throttled: string | undefined;
  const context: Omit<ReadContext, 'lookbackMs'> = {
    client: observed,
    signal: AbortSignal.any([signal, controller.signal]),
    chunk: MAX_PREVIEW_RECORDS,
    chunkBytes: MAX_BYTES,
    values: output !== 'lines',
    sampleOnly: true,
    // A dialog should not wait for the quota.
    onThrottled: ({ message }) => {
      throttled = message;
      controller.abort(new PreviewLimitReached());
    },
  };
  const preview = new PreviewRecords(stream);
  try {
    await collectRecords(stream, context, Math.ceil(MAX_PREVIEW_RECORDS / streams.length), preview);
    return preview.all;
  } catch (error) {
    if (throttled !== undefined) throw new Error(throttled);
    if (error instanceof PreviewLimitReached) return preview.has(1) ? preview.all : undefined;
    throw error;
  } finally {
    // Cancels prefetching.
    controller.abort(new PreviewLimitReached());
  }
}

/** Reads the last week only if the last day has no records. */
async function collectRecords(
  stream: Stream,
  context: Omit<ReadContext, 'lookbackMs'>,
  wanted: number,
  preview: PreviewRecords,
): Promise<void> {
  for (const lookbackMs of LOOKBACKS_MS) {
    for await (const { records } of stream.pages(undefined, { ...context, lookbackMs })) {
      preview.add(records);
      if (preview.has(wanted)) return;
    }
    if (preview.has(1)) return;
  }
}

function createMessages(
  stream: Stream,
  records: readonly SourceRecord[],
  { output, messageContext: origin }: PreviewRequest,
): readonly RecordMessage[] {
  const batch: Batch = { id: randomUUID(), records, stream, collectedAt: Date.now(), attempt: 1 };
  return Array.from({ length: countMessages(output, batch) }, (_, index) =>
    createMessage(index, batch, output, origin),
  );
}
