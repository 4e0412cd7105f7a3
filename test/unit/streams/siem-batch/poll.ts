import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import type { Notice, ReadContext, SourceRecord, Stream } from '../../../../nodes/lib/contracts/stream';
import type { SiemBatchPosition } from '../../../../nodes/lib/streams/siem-batch/position';
import { createSiemBatchStream } from '../../../../nodes/lib/streams/siem-batch/stream';
import { withFakeClock } from '../../../doubles/fake-clock';
import type { ScriptedClient } from '../../../doubles/scripted-client';

export const NOW = Date.parse('2026-11-20T12:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const newStream = (): Stream<SourceRecord, SiemBatchPosition> =>
  createSiemBatchStream('cg', 'url protect');
export const stream = newStream();

export interface Polled {
  /** text of the records, in the order of their hand-over */
  readonly records: readonly string[];
  readonly notices: readonly Notice[];
  /** start of the next poll */
  readonly position: SiemBatchPosition | undefined;
  readonly error: unknown;
  readonly bytes: number;
}

export interface PollOptions {
  /** the same in several polls, as in one process; else each poll is the first of its process */
  readonly stream?: ReturnType<typeof newStream>;
  readonly from?: SiemBatchPosition | undefined;
  readonly now?: number;
  readonly chunk?: number;
  readonly lookbackMs?: number;
  /** Stops reading after this number of pages, as a crash does. */
  readonly pages?: number;
}

/** One poll of the stream; delivered pages move the position, as the collector does it. */
export async function poll(client: ScriptedClient, options: PollOptions = {}): Promise<Polled> {
  const {
    stream: polled = newStream(),
    from,
    now = NOW,
    chunk = 2,
    lookbackMs = DAY,
    pages = Number.POSITIVE_INFINITY,
  } = options;
  return withFakeClock(now, async () => {
    const context: ReadContext = {
      client,
      signal: new AbortController().signal,
      chunk,
      chunkBytes: 1_000_000,
      lookbackMs,
      onThrottled: () => undefined,
    };
    const records: string[] = [];
    const notices: Notice[] = [];
    let position = from;
    let bytes = 0;
    let count = 0;
    let failure: unknown;
    try {
      for await (const page of polled.pages(from, context)) {
        records.push(...page.records.map(({ text }) => text));
        notices.push(...page.notices);
        position = polled.parse(JSON.parse(JSON.stringify(page.next)));
        bytes += page.bytes;
        count += 1;
        if (count >= pages) break;
      }
    } catch (error) {
      failure = error;
    }
    return { records, notices, position, error: failure, bytes };
  });
}

export const expired = (status = 403): MimecastError =>
  new MimecastError('MIMECAST_UNAVAILABLE', 'the storage refuses the link', {
    status,
    expired: true,
    transient: true,
  });

export const unreachable = (): MimecastError =>
  new MimecastError('MIMECAST_UNAVAILABLE', 'the storage does not answer', { transient: true });

export const badRequest = (): MimecastError =>
  new MimecastError('MIMECAST_BAD_REQUEST', 'refused', { status: 400, vendorCode: 'validation' });

/** `{"f":"a","n":1}` … of file `a` */
export function linesOf(file: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => JSON.stringify({ f: file, n: i + 1 }));
}

export const kinds = (polled: Polled): string[] => polled.notices.map(({ kind }) => kind);
