import { MimecastError } from '../../contracts/errors';
import type { ReadContext } from '../../contracts/stream';
import { gunzipIfNeeded } from '../ndjson/gunzip';
import { type RecordChunk, readRecords } from '../ndjson/parse-records';
import { PartialLineError } from '../ndjson/split-lines';
import { readInWorker } from '../ndjson/worker/client';
import { type ReaderWorker, readerWorker, WorkerCrashed } from '../ndjson/worker/pool';
import type { FileBody } from './download-prefetch';
import type { FileLink } from './listing';
import type { BatchReadState, SiemPage } from './read-state';
import { checkedBody } from './whole-body';

/** Result of reading a file; all kinds but `finished` leave the position after the last valid line. */
export type FileResult =
  | { readonly kind: 'finished' }
  /** the storage rejects the link */
  | { readonly kind: 'refused'; readonly error: MimecastError }
  /** no response, or a response that asks for a retry: nothing is known about the file */
  | { readonly kind: 'unreachable'; readonly error: unknown }
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
    const complete = transfer.complete() && !(error instanceof WorkerCrashed);
    if (complete) state.markCorrupt(link.path);
    const partialLine = error instanceof PartialLineError ? error.text : '';
    // The incomplete line is a symptom; its cause has the code and the message.
    return {
      kind: 'truncated',
      error: error instanceof PartialLineError ? error.cause : error,
      complete,
      partialLine,
    };
  } finally {
    body.destroy();
  }
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
