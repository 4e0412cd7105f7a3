import { MimecastError } from '../../contracts/errors';
import type { JsonObject } from '../../contracts/json';
import type { Page, ReadContext } from '../../contracts/stream';
import { createSiemStreams } from '../../streams/log-types';
import { eventTime } from '../../streams/ndjson/parse-records';
import { HOUR_MS } from '../../util/time';
import { classifyError, type EvidenceContext } from './collect-evidence';
import { toReadContext } from './read-endpoint';
import type { Range, ReadResult } from './read-window';
import { Unplaced } from './unplaced';

/**
 * The stream feed goes back one day and starts at an exact second. Older events come from the batch files, some of
 * which arrive hours late (wire.md 4.1).
 */
const RECENT_MS = 6 * HOUR_MS;
/**
 * A stream call returns at most a hundred events, and the quota allows few calls an hour (wire.md 4.2). For
 * high-volume types the stream is read only for the time that no file covers yet. Such types are measured as a
 * share, which a late file hardly changes.
 */
const RECENT_BY_TYPE_MS: Readonly<Record<string, number>> = { receipt: HOUR_MS };

/**
 * Reads events of one type from the SIEM feed. No other endpoint has the findings of Internal Email Protect
 * (wire.md 12.3). Older events come from batch files, newer ones from the stream feed. The stream quota is small:
 * when the stream is refused, the events of the files are returned as a truncated result, and a later run reads the
 * rest from files.
 * @throws MimecastError, also when a part of the files cannot be read; the signal's reason when aborted
 */
export async function readSiem(
  type: string,
  { from, to }: Range,
  context: EvidenceContext,
  onRecord: (record: JsonObject, time: number) => void,
): Promise<ReadResult> {
  const now = Date.now();
  const switchAt = Math.min(Math.max(from, now - (RECENT_BY_TYPE_MS[type] ?? RECENT_MS)), to);
  const [files] = createSiemStreams('cg-batch', [type]);
  const [stream] = createSiemStreams('cg-stream', [type]);
  const readerContext: ReadContext = { ...toReadContext(context), lookbackMs: 0 };
  let records = 0;
  let pages = 0;
  const unplaced = new Unplaced();
  const readPages = async (source: AsyncIterable<Page>, range: Range): Promise<void> => {
    for await (const page of source) {
      pages += 1;
      context.onPage?.();
      checkNotices(page, unplaced);
      for (const { value } of page.records) {
        const time = eventTime(value);
        if (time === 0) unplaced.add('timestamp');
        if (time < range.from || time >= range.to) continue;
        records += 1;
        onRecord(value, time);
      }
    }
  };
  const fromFiles = from < switchAt ? files?.replay?.(from, switchAt, readerContext) : undefined;
  if (fromFiles !== undefined) await readPages(fromFiles, { from, to: switchAt });
  try {
    if (switchAt < to && stream !== undefined) {
      await readPages(stream.pages(stream.startAt(switchAt, now), readerContext), { from: switchAt, to });
    }
  } catch (error) {
    if (!(error instanceof MimecastError)) throw error;
    // When no file was read either, a missing permission or product is the result.
    if (fromFiles === undefined && classifyError(error, true) !== 'broken') throw error;
    return {
      records,
      received: records,
      pages,
      serverTotal: undefined,
      truncated: { until: switchAt, error },
      ...unplaced.result(),
    };
  }
  return { records, received: records, pages, serverTotal: undefined, ...unplaced.result() };
}

/** Counts lines that are no record. @throws MimecastError when events are missing */
function checkNotices({ notices }: Page, unplaced: Unplaced): void {
  for (const notice of notices) {
    if (notice.kind === 'quarantine') unplaced.add('', notice.count);
    if (notice.kind === 'gap')
      throw new MimecastError('MIMECAST_BAD_ANSWER', `events are missing: ${notice.reason}`);
  }
}
