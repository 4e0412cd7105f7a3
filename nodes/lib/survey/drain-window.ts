import { MimecastError } from '../api/errors';
import type { Value } from '../streams/paged/canonical';
import { ask, type WindowAnswer } from '../streams/window/ask';
import type { WindowLog } from '../streams/window/log';
import { readTime, wholeSecond } from '../streams/window/times';
import type { SurveyContext } from './look';
import { readContext } from './read';

export interface Range {
  /** epoch ms; the end is not part of it */
  readonly from: number;
  readonly to: number;
}

export interface Drained {
  readonly records: number;
  /** what came in all: answers know whole seconds only, and more than was wanted */
  readonly came: number;
  readonly pages: number;
  /** `totalCount` of the answers, where they had one: to compare with what came, never to rely on */
  readonly told: number | undefined;
  /** what is newer than `until` (epoch ms) could not be read, and why */
  readonly short?: { readonly until: number; readonly error: MimecastError };
}

const MAX_PAGES = 2_000;

/**
 * All records of a range, each handed over with its time; one without a time has that of the record before it.
 * Counting what came is the only measure that can be trusted (mimecast-api.md 3.2).
 * @throws MimecastError when a part of it can't be had; the signal's reason when aborted
 */
export async function drainWindow(
  log: WindowLog,
  { from, to }: Range,
  context: SurveyContext,
  take: (record: Value, time: number) => void,
): Promise<Drained> {
  const asked = new Set<string>();
  let token: string | null = null;
  let told: number | undefined;
  let records = 0;
  let came = 0;
  let emptyBefore = false;
  // Both ends are part of what the API gives, and it knows whole seconds only.
  const range = { from: wholeSecond(from), to: wholeSecond(to - 1) + 1000 };
  let before = from;
  const inRange = (record: Value): number | undefined => {
    const time = readTime(record[log.time]) ?? before;
    before = Math.min(Math.max(time, from), to - 1);
    return time >= from && time < to && log.wanted?.(record) !== false ? time : undefined;
  };
  for (let pages = 1; pages <= MAX_PAGES; pages += 1) {
    const page: WindowAnswer = await ask(log, { ...range, token }, readContext(context));
    if (page.failure !== undefined) throw page.failure;
    context.onPage?.();
    told ??= page.total;
    came += page.records.length;
    for (const record of page.records) {
      const time = inRange(record);
      if (time === undefined) continue;
      records += 1;
      take(record, time);
    }
    const empty = page.records.length === 0;
    if (page.next === undefined || (empty && emptyBefore)) return { records, came, pages, told };
    emptyBefore = empty;
    if (asked.has(page.next)) throw endless(log.path, 'the API handed out the same page token again');
    asked.add(page.next);
    token = page.next;
  }
  throw endless(log.path, 'the log does not come to an end');
}

function endless(endpoint: string, words: string): MimecastError {
  return new MimecastError('MIMECAST_BAD_ANSWER', words, { endpoint, transient: true });
}
