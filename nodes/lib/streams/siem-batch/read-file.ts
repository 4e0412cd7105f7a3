import { MimecastError } from '../../contracts/errors';
import type { ReadContext } from '../../contracts/stream';
import { isFileLimit } from '../ndjson/file-limits';
import { gunzipIfNeeded, isGzip } from '../ndjson/gunzip';
import { type RecordChunk, readRecords } from '../ndjson/parse-records';
import { PartialLineError } from '../ndjson/split-lines';
import { type ReaderWorker, readerWorker, readInWorker, WorkerCrashed } from '../ndjson/worker/client';
import type { FileLink } from './listing';
import type { BatchReadState, SiemPage } from './read-state';

export type FileBody = AsyncIterable<Uint8Array> & { destroy(): void };

/** Result of reading a file; all kinds but `finished` leave the position after the last valid line. */
export type FileResult =
  | { readonly kind: 'finished' }
  /** the storage rejects the link */
  | { readonly kind: 'refused'; readonly error: MimecastError }
  /** no response, or a response that asks for a retry: nothing is known about the file */
  | { readonly kind: 'unreachable'; readonly error: unknown }
  /** the content has more than a file may have; the rest was not read */
  | { readonly kind: 'over-limit'; readonly reason: string }
  /** the content ends early; `complete`: all bytes came, so the file is corrupt, and a retry rarely helps */
  | {
      readonly kind: 'truncated';
      readonly error: unknown;
      readonly complete: boolean;
      /** text of the incomplete last line, '': none */
      readonly partialLine: string;
    };

/**
 * Yields the records of one file, from the line in the position.
 * @param worker reads large files while it is usable
 */
export async function* readFile(
  link: FileLink,
  download: Promise<FileBody>,
  state: BatchReadState,
  context: ReadContext,
  worker: ReaderWorker | undefined = readerWorker,
): AsyncGenerator<SiemPage, FileResult> {
  let body: FileBody;
  try {
    body = await download;
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof MimecastError && error.expired) return { kind: 'refused', error };
    return { kind: 'unreachable', error };
  }
  const { line } = state.openFile(link);
  const transfer = countBytes(body, (bytes) => state.countBytes(bytes));
  try {
    const bytes = checkedBody(transfer.bytes, link.size);
    for await (const chunk of readChunks(bytes, link, line, state, context, worker)) {
      state.advanceFile(link.path, chunk.line, chunk.newest);
      yield state.createPage(chunk.records);
    }
    return { kind: 'finished' };
  } catch (error) {
    context.signal.throwIfAborted();
    return brokenFile(error, link, transfer.complete(), state);
  } finally {
    body.destroy();
  }
}

/** @param isWhole the body came completely */
function brokenFile(error: unknown, link: FileLink, isWhole: boolean, state: BatchReadState): FileResult {
  // The incomplete line is a symptom; its cause has the code and the message.
  const [cause, partialLine] =
    error instanceof PartialLineError ? [error.cause, error.text] : ([error, ''] as const);
  if (isFileLimit(cause)) return { kind: 'over-limit', reason: cause.message };
  const complete = isWhole && !(error instanceof WorkerCrashed);
  if (complete) state.markCorrupt(link.path);
  return { kind: 'truncated', error: cause, complete, partialLine };
}

/** Bytes, compressed. A smaller file is read in less time than a thread needs to start. */
const WORKER_THRESHOLD_BYTES = 256 * 1024;

/** Reads large files on the worker thread, other files on the main thread. */
function readChunks(
  bytes: AsyncIterable<Uint8Array>,
  { path, size }: FileLink,
  line: number,
  state: BatchReadState,
  context: ReadContext,
  worker: ReaderWorker | undefined,
): AsyncIterable<RecordChunk> {
  const [bad, isCorrupt] = [state.quarantinedLines(path), state.isCorrupt(path)];
  const inWorker = (size ?? 0) >= WORKER_THRESHOLD_BYTES && !isCorrupt;
  if (inWorker && worker?.usable) return readInWorker(bytes, context, line, bad, worker);
  return readRecords(gunzipIfNeeded(bytes, isCorrupt), context, line, bad);
}

/** Reports bytes as they pass, and afterwards whether the body came completely. */
function countBytes(
  body: FileBody,
  onBytes: (bytes: number) => void,
): { bytes: AsyncIterable<Uint8Array>; complete: () => boolean } {
  let failed = false;
  async function* pass(): AsyncGenerator<Uint8Array> {
    try {
      for await (const block of body) {
        onBytes(block.length);
        yield block;
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  }
  return { bytes: pass(), complete: () => !failed };
}

/** A body without gzip has fewer bytes than the listing says. */
export class TruncatedBodyError extends Error {
  override readonly name = 'TruncatedBodyError';
  constructor(bytes: number, size: number) {
    super(`the file has ${bytes} bytes, the list says ${size}`);
  }
}

/**
 * Checks the length of a body without gzip. Gzip marks its own end; plain text does not, so a truncated or
 * empty body would be treated as a complete file. More bytes than listed are accepted, because the listing
 * counts compressed bytes.
 * @param size bytes according to the listing; null: unknown
 * @throws TruncatedBodyError after all bytes have been yielded; the errors of the body
 */
export async function* checkedBody(
  body: AsyncIterable<Uint8Array>,
  size: number | null,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  let head: Uint8Array = new Uint8Array(0);
  for await (const block of body) {
    if (head.length < 2) head = Buffer.concat([head, block.subarray(0, 2)]);
    bytes += block.length;
    yield block;
  }
  if (size !== null && bytes < size && !isGzip(head)) throw new TruncatedBodyError(bytes, size);
}

/**
 * Number of downloads that are started while a file is read; their bodies wait in the socket buffer. A larger number
 * would read further ahead of a slow flow than its in-flight batches allow.
 */
const PREFETCH = 1;

/** Starts the downloads of a page in order, ahead of the reader. */
export class DownloadPrefetcher {
  readonly #opened = new Map<string, Promise<FileBody>>();
  readonly #links: readonly FileLink[];
  readonly #open: (link: FileLink) => Promise<FileBody>;

  constructor(links: readonly FileLink[], open: (link: FileLink) => Promise<FileBody>) {
    this.#links = links;
    this.#open = open;
  }

  /** The body of the link at `index`; each can be taken once. */
  async take(index: number): Promise<FileBody> {
    for (const link of this.#links.slice(index, index + 1 + PREFETCH)) this.#prefetch(link);
    const link = this.#links[index];
    const body = link === undefined ? undefined : this.#opened.get(link.path);
    if (link === undefined || body === undefined) throw new RangeError(`no link ${index}`);
    this.#opened.delete(link.path);
    return body;
  }

  /** Destroys bodies that were opened and not taken. */
  close(): void {
    for (const body of this.#opened.values()) {
      body.then(
        (opened) => opened.destroy(),
        () => undefined,
      );
    }
    this.#opened.clear();
  }

  #prefetch(link: FileLink): void {
    if (this.#opened.has(link.path)) return;
    const body = this.#open(link);
    // The error is handled by the caller of `take`. Until then it must not count as unhandled.
    body.catch(() => undefined);
    this.#opened.set(link.path, body);
  }
}
