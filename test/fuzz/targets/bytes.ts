/** Everything that reads bytes of the other side in pieces: files of records, as they are and packed, and answers of RELP. */
import { gzipSync } from 'node:zlib';
import { FrameParser } from '../../../nodes/lib/sinks/syslog/relp/frame';
import { gunzipIfNeeded } from '../../../nodes/lib/streams/ndjson/gunzip';
import { readPackedRecords, readRecords } from '../../../nodes/lib/streams/ndjson/parse-records';
import { QuarantinedLines } from '../../../nodes/lib/streams/ndjson/quarantine';
import { mayRefuse } from './refusals';

export interface Pieces {
  readonly bytes: Uint8Array;
  /** of one piece */
  readonly size: number;
}
export type ByteTarget = (pieces: Pieces) => Promise<unknown>;

function* cut({ bytes, size }: Pieces): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

async function* arriving(pieces: Pieces): AsyncGenerator<Uint8Array> {
  yield* cut(pieces);
}

async function count(found: AsyncIterable<unknown>): Promise<number> {
  let all = 0;
  for await (const _one of found) all += 1;
  return all;
}

const LIMITS = { chunk: 50, chunkBytes: 64 * 1024 };
const zipped = ({ bytes, size }: Pieces): Pieces => ({ bytes: gzipSync(bytes), size });

export const BYTE_TARGETS: ReadonlyMap<string, ByteTarget> = new Map<string, ByteTarget>([
  [
    'files: records',
    (pieces) => mayRefuse(() => count(readRecords(arriving(pieces), LIMITS, 1, new QuarantinedLines()))),
  ],
  [
    'files: packed records',
    (pieces) =>
      mayRefuse(() => count(readPackedRecords(arriving(pieces), LIMITS, 0, new QuarantinedLines()))),
  ],
  ['files: bytes that may be gzip', (pieces) => mayRefuse(() => count(gunzipIfNeeded(arriving(pieces))))],
  [
    'files: gzip',
    (pieces) =>
      mayRefuse(() =>
        count(readRecords(gunzipIfNeeded(arriving(zipped(pieces))), LIMITS, 0, new QuarantinedLines())),
      ),
  ],
  [
    'answers of RELP',
    (pieces) =>
      mayRefuse(() => {
        const parser = new FrameParser();
        return [...cut(pieces)].flatMap((piece) => parser.push(piece)).length;
      }),
  ],
]);
