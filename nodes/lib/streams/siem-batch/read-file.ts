import { MimecastError } from '../../contracts/errors';
import type { ReadContext } from '../../contracts/stream';
import { type LineThread, lineThread, ThreadDied } from '../ndjson/worker/pool';
import { readApart } from '../ndjson/worker/client';
import { inflate } from '../ndjson/gunzip';
import { type RecordChunk, readRecords } from '../ndjson/parse-records';
import { TornLine } from '../ndjson/split-lines';
import type { FileBody } from './download-prefetch';
import type { FileLink } from './listing';
import type { SiemPage, Walk } from './read-state';
import { wholeBody } from './whole-body';

/** Result of reading a file; all kinds but `finished` leave the position after the last valid line. */
export type FileEnd =
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
  state: Walk,
  context: ReadContext,
  worker: LineThread | undefined = lineThread,
): AsyncGenerator<SiemPage, FileEnd> {
  let body: FileBody;
  try {
    body = await download;
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof MimecastError && error.expired) return { kind: 'refused', error };
    return { kind: 'unreachable', error };
  }
  const { line } = state.begin(link);
  const transfer = countBytes(body, (bytes) => state.received(bytes));
  try {
    const bytes = wholeBody(transfer.bytes, link.size);
    for await (const chunk of readChunks(bytes, link, line, state, context, worker)) {
      state.advance(link.path, chunk.line, chunk.newest);
      yield state.page(chunk.records);
    }
    return { kind: 'finished' };
  } catch (error) {
    context.signal.throwIfAborted();
    const complete = transfer.complete() && !(error instanceof ThreadDied);
    if (complete) state.foundCorrupt(link.path);
    const partialLine = error instanceof TornLine ? error.text : '';
    // The incomplete line is a symptom; its cause has the code and the message.
    return {
      kind: 'truncated',
      error: error instanceof TornLine ? error.cause : error,
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
  state: Walk,
  context: ReadContext,
  worker: LineThread | undefined,
): AsyncIterable<RecordChunk> {
  const [bad, isCorrupt] = [state.badLines(path), state.isCorrupt(path)];
  const inWorker = (size ?? 0) >= WORKER_THRESHOLD_BYTES && !isCorrupt;
  if (inWorker && worker?.usable) return readApart(bytes, context, line, bad, worker);
  return readRecords(inflate(bytes, isCorrupt), context, line, bad);
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
