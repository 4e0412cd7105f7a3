import { MimecastError } from '../../api/errors';
import type { ReadContext } from '../../shipping/stream';
import { type LineThread, lineThread, ThreadDied } from '../lines/apart/line-thread';
import { readApart } from '../lines/apart/read-apart';
import { inflate } from '../lines/inflate';
import { type RecordChunk, readRecords } from '../lines/read-records';
import { TornLine } from '../lines/split-lines';
import type { FileBody } from './links-ahead';
import type { FileLink } from './listing';
import type { SiemPage, Walk } from './walk';
import { wholeBody } from './whole-body';

/** How reading a file ended; all but `finished` leave the position where the last good line was. */
export type FileEnd =
  | { readonly kind: 'finished' }
  /** the storage does not honour the link */
  | { readonly kind: 'refused'; readonly error: MimecastError }
  /** no answer, or an answer that says to come back: nothing is known of the file */
  | { readonly kind: 'unreachable'; readonly error: unknown }
  /** `complete`: all bytes came, but what they unpack to breaks off; trying again rarely helps */
  | {
      readonly kind: 'broke-off';
      readonly error: unknown;
      readonly complete: boolean;
      readonly torn: string;
    };

/**
 * Yields the records of one file, from the line where the position stands.
 * @param thread reads large files as long as it lives
 */
export async function* readFile(
  link: FileLink,
  opening: Promise<FileBody>,
  walk: Walk,
  context: ReadContext,
  thread: LineThread | undefined = lineThread,
): AsyncGenerator<SiemPage, FileEnd> {
  let body: FileBody;
  try {
    body = await opening;
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof MimecastError && error.expired) return { kind: 'refused', error };
    return { kind: 'unreachable', error };
  }
  const { line } = walk.begin(link);
  const transfer = counted(body, (bytes) => walk.received(bytes));
  try {
    const bytes = wholeBody(transfer.bytes, link.size);
    for await (const chunk of chunksOf(bytes, link, line, walk, context, thread)) {
      walk.advance(link.path, chunk.line, chunk.newest);
      yield walk.page(chunk.records);
    }
    return { kind: 'finished' };
  } catch (error) {
    context.signal.throwIfAborted();
    const complete = transfer.complete() && !(error instanceof ThreadDied);
    if (complete) walk.foundCorrupt(link.path);
    const torn = error instanceof TornLine ? error.text : '';
    // A torn line is the trace of a break, not its cause; the cause has the code and the sentence.
    return { kind: 'broke-off', error: error instanceof TornLine ? error.cause : error, complete, torn };
  } finally {
    body.destroy();
  }
}

/** Bytes, compressed; below it a file is read before a thread has started. */
const LARGE = 256 * 1024;

/** On a thread of its own where that is faster: for large files. */
function chunksOf(
  bytes: AsyncIterable<Uint8Array>,
  { path, size }: FileLink,
  line: number,
  walk: Walk,
  context: ReadContext,
  thread: LineThread | undefined,
): AsyncIterable<RecordChunk> {
  const [bad, careful] = [walk.badLines(path), walk.isCorrupt(path)];
  const apart = (size ?? 0) >= LARGE && !careful;
  if (apart && thread?.usable) return readApart(bytes, context, line, bad, thread);
  return readRecords(inflate(bytes, careful), context, line, bad);
}

/** Tells the bytes as they pass, and afterwards whether the last of them did. */
function counted(
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
