import { MimecastError } from '../../contracts/errors';
import type { ReadContext, SourceRecord } from '../../contracts/stream';
import { dayAfter, startOfDay, utcDay } from '../../util/time';
import { eventTime } from '../ndjson/parse-records';
import { gapNotice } from '../notices';
import { type ListRequest, listFiles } from './listing';
import { CursorTrail } from './next-cursor';
import { startAt } from './position';
import { readPage } from './read-page';
import { BatchReadState, type SiemPage } from './read-state';

/** A guard against endless cursors. */
const MAX_PAGES = 10_000;

/**
 * Reads the events of a time range again, from the files of its days. It has a state of its own, so finished files are
 * read again too. Events without a time may belong to the range and are kept.
 * @param start epoch ms
 * @param end epoch ms, exclusive
 */
export async function* replay(
  feed: ListRequest['feed'],
  type: string,
  start: number,
  end: number,
  context: ReadContext,
): AsyncGenerator<SiemPage> {
  const now = Date.now();
  const state = new BatchReadState(startAt(start, now));
  const oldest = startOfDay(state.position.day);
  if (start < oldest)
    yield state.createPage(
      [],
      [gapNotice(start, Math.min(end, oldest), 'further back than the feed can be asked for')],
    );
  if (end <= oldest || start > now) return;
  const trail = CursorTrail.byDate();
  const lastDay = lastDayOf(end, now);
  const inRange = ({ value }: SourceRecord): boolean => {
    const time = eventTime(value);
    return time === 0 || (time >= start && time < end);
  };
  for (let count = 0; ; count += 1) {
    if (count >= MAX_PAGES) throw endsEarly(`there are more than ${MAX_PAGES} pages`);
    const { cursor } = state;
    const { day } = state.position;
    const listPage = (): ReturnType<typeof listFiles> =>
      listFiles({ feed, type, cursor, day, lastDay }, context);
    const pages = readPage(await listPage(), state, context, listPage);
    let step = await pages.next();
    for (; step.done !== true; step = await pages.next()) {
      yield { ...step.value, records: step.value.records.filter(inRange) };
    }
    const newest = step.value;
    const { next, caughtUp, files } = newest;
    const keys = files.map(({ path }) => path);
    const cursorStep = trail.evaluate({ asked: cursor, next, caughtUp, empty: files.length === 0, keys });
    if (cursorStep.kind === 'broken') throw endsEarly(cursorStep.reason);
    if (cursorStep.kind === 'done') return;
    state.nextPage(cursorStep.cursor, newest, false);
  }
}

function endsEarly(reason: string): MimecastError {
  return new MimecastError('MIMECAST_BAD_ANSWER', `the replay ends early: ${reason}`, { transient: true });
}

/** Events of the last minutes before midnight are in files that Mimecast writes on the next day. */
function lastDayOf(end: number, now: number): string {
  return utcDay(Math.min(startOfDay(dayAfter(utcDay(end))), now));
}
