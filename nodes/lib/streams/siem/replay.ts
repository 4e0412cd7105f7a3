import type { Page, ReadContext, SourceRecord } from '../../shipping/stream';
import { eventTime } from '../lines/read-records';
import { dayOf } from './calendar';
import { judgeCursor } from './cursor';
import { type ListRequest, list } from './listing';
import { type SiemBatchPosition, startAt } from './position';
import { readPage } from './read-page';
import { Walk } from './walk';

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
): AsyncGenerator<Page<SourceRecord, SiemBatchPosition>> {
  const walk = new Walk(startAt(start, Date.now()));
  const asked = new Set<string>();
  const lastDay = dayOf(end);
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
    if (verdict.kind === 'broken') throw new RangeError(`the replay ends early: ${verdict.reason}`);
    if (verdict.kind === 'done') return;
    walk.turn(verdict.cursor, newest, false);
  }
}
