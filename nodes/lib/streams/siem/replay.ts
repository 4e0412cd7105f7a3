import { MimecastError } from '../../api/errors';
import type { ReadContext, SourceRecord } from '../../shipping/stream';
import { eventTime } from '../lines/read-records';
import { dayAfter, dayOf, startOfDay } from './calendar';
import { judgeCursor } from './cursor';
import { type ListRequest, list } from './listing';
import { gap } from './notices';
import { startAt } from './position';
import { readPage } from './read-page';
import { type SiemPage, Walk } from './walk';

/**
 * The events of a time range again, from the files of its days. Nothing of it is remembered: files that were
 * finished are read all the same. Events without a time can't be told from those of the range, and are kept.
 * @param start, end epoch ms; the end is not part of the range
 */
export async function* replay(
  feed: ListRequest['feed'],
  type: string,
  start: number,
  end: number,
  context: ReadContext,
): AsyncGenerator<SiemPage> {
  const now = Date.now();
  const walk = new Walk(startAt(start, now));
  const kept = startOfDay(walk.position.day);
  if (start < kept)
    yield walk.page([], [gap(start, Math.min(end, kept), 'further back than the feed can be asked for')]);
  if (end <= kept || start > now) return;
  const asked = new Set<string>();
  const lastDay = lastDayOf(end, now);
  const inRange = ({ value }: SourceRecord): boolean => {
    const time = eventTime(value);
    return time === 0 || (time >= start && time < end);
  };
  for (;;) {
    const { cursor, day } = walk.position;
    const listPage = (): ReturnType<typeof list> => list({ feed, type, cursor, day, lastDay }, context);
    if (cursor !== null) asked.add(cursor);
    const pages = readPage(await listPage(), walk, context, listPage);
    let step = await pages.next();
    for (; step.done !== true; step = await pages.next()) {
      yield { ...step.value, records: step.value.records.filter(inRange) };
    }
    const newest = step.value;
    const { next, caughtUp, files } = newest;
    const verdict = judgeCursor({
      asked: cursor,
      next,
      caughtUp,
      empty: files.length === 0,
      askedBefore: asked,
    });
    if (verdict.kind === 'broken') {
      throw new MimecastError('MIMECAST_BAD_ANSWER', `the replay ends early: ${verdict.reason}`, {
        transient: true,
      });
    }
    if (verdict.kind === 'done') return;
    walk.turn(verdict.cursor, newest, false);
  }
}

/** Events of the last minutes before midnight are in files that Mimecast writes the day after. */
function lastDayOf(end: number, now: number): string {
  return dayOf(Math.min(startOfDay(dayAfter(dayOf(end))), now));
}
