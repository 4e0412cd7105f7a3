import { MimecastError } from '../api/errors';
import type { Page, ReadContext } from '../shipping/stream';
import { eventTime } from '../streams/lines/read-records';
import type { Value } from '../streams/paged/canonical';
import { siemStreams } from '../streams/siem/feeds';
import { refusalOf } from './classify';
import type { Drained, Range } from './drain-window';
import type { SurveyContext } from './look';
import { readContext } from './read';

const HOUR_MS = 60 * 60 * 1000;
/**
 * The stream feed goes back a day, to the second; what is older than this comes from the files, some of which come
 * hours late (mimecast-api.md 4.1).
 */
const RECENT_MS = 6 * HOUR_MS;
/**
 * There are a hundred events to a call of the stream, and few calls to an hour (4.2): of what every message leaves
 * behind, only what no file can have yet. Of these a share is measured, which a late file hardly moves.
 */
const RECENT_OF: Readonly<Record<string, number>> = { receipt: HOUR_MS };

/**
 * Events of one type from the SIEM feed: there is no other place for what Internal Email Protect finds
 * (mimecast-api.md 12.3). Files hold what is older, and the stream feed what they do not have yet. Its quota is
 * small: where it refuses, what the files have is an answer all the same, and a later run has it from them.
 * @throws MimecastError, also when a part of what the files have can't be had; the signal's reason when aborted
 */
export async function drainSiem(
  type: string,
  { from, to }: Range,
  context: SurveyContext,
  take: (record: Value, time: number) => void,
): Promise<Drained> {
  const now = Date.now();
  const turn = Math.min(Math.max(from, now - (RECENT_OF[type] ?? RECENT_MS)), to);
  const [files] = siemStreams('cg-batch', [type]);
  const [stream] = siemStreams('cg-stream', [type]);
  const reading: ReadContext = { ...readContext(context), lookbackMs: 0 };
  let records = 0;
  let pages = 0;
  const count = async (source: AsyncIterable<Page>, range: Range): Promise<void> => {
    for await (const page of source) {
      pages += 1;
      context.onPage?.();
      const gap = page.notices.find(({ kind }) => kind === 'gap');
      if (gap?.kind === 'gap')
        throw new MimecastError('MIMECAST_BAD_ANSWER', `events are missing: ${gap.reason}`);
      for (const { value } of page.records) {
        const time = eventTime(value);
        if (time < range.from || time >= range.to) continue;
        records += 1;
        take(value, time);
      }
    }
  };
  const older = from < turn ? files?.replay?.(from, turn, reading) : undefined;
  if (older !== undefined) await count(older, { from, to: turn });
  try {
    if (turn < to && stream !== undefined) {
      await count(stream.pages(stream.startAt(turn, now), reading), { from: turn, to });
    }
  } catch (error) {
    if (!(error instanceof MimecastError)) throw error;
    // Without another answer from the feed, a missing permission or product is the answer.
    if (older === undefined && refusalOf(error, true) !== 'broken') throw error;
    return { records, came: records, pages, told: undefined, short: { until: turn, error } };
  }
  return { records, came: records, pages, told: undefined };
}
