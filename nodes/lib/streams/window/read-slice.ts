import { MimecastError } from '../../api/errors';
import type { Notice, ReadContext } from '../../shipping/stream';
import { yieldTurn } from '../../wait';
import { ApiRecord } from '../paged/api-record';
import { contentHash, shortHash, type Value } from '../paged/canonical';
import { chunksOf } from '../paged/chunks';
import { quarantined } from '../paged/envelope';
import { gap, rewind } from '../siem/notices';
import { ask, isRefusal, type WindowAnswer } from './ask';
import type { WindowLog } from './log';
import { PageAhead } from './page-ahead';
import type { Slice } from './position';
import { nextSlice } from './slices';
import { readTime, wholeSecond } from './times';
import type { Met, Walk, WindowPage } from './walk';

/** Records of a slice that does not come in order, beyond which it is read in shorter ones: 60 KB of position. */
const LARGE_SLICE = 5_000;

export interface Reading {
  readonly log: WindowLog;
  readonly walk: Walk;
  readonly context: ReadContext;
  /** the newest instant to be read, epoch ms */
  readonly end: number;
  /** calls that this poll may still make: a guard, not a limit that anything is meant to reach */
  callsLeft: number;
  /** records emitted, and where that left everything when a slice was given up the last time */
  emitted: number;
  givenUpAt: string | undefined;
}

interface Item extends Met {
  readonly record: ApiRecord;
}

/** Reads the slice of the position on, to its end, or until it is given up. */
export async function* readSlice(reading: Reading): AsyncGenerator<WindowPage> {
  const { walk } = reading;
  const tokens = new Set<string>();
  const ahead = new PageAhead(reading.log, reading.context);
  let emptyBefore = false;
  for (;;) {
    const asked = walk.position.slice;
    if (asked === null || reading.callsLeft <= 0) return;
    reading.callsLeft -= 1;
    if (asked.token !== null) tokens.add(asked.token);
    const answer = yield* firstOrNext(asked, ahead, reading);
    if (answer === undefined) return;
    // The range may have been clamped.
    const slice = walk.position.slice ?? asked;
    const empty = answer.records.length === 0 && answer.bad.length === 0;
    const end = judge(answer, tokens, empty && emptyBefore);
    emptyBefore = empty;
    if (askAhead(ahead, slice, answer, end, reading)) await sent();
    yield* deliver(slice, answer, end, reading);
    if (end === 'repeated') {
      yield* giveUp(slice, 'the API handed out the same page token again', reading);
      return;
    }
  }
}

type End = { readonly token: string } | 'drained' | 'repeated' | 'failed';

/** wire.md 3.2: a missing token is the end, and so is a second empty page in a row. */
function judge({ next, failure }: WindowAnswer, tokens: ReadonlySet<string>, stillEmpty: boolean): End {
  if (failure !== undefined) return 'failed';
  if (next === undefined || stillEmpty) return 'drained';
  return tokens.has(next) ? 'repeated' : { token: next };
}

/** undefined: the API does not accept the token, so the slice was given up. */
async function* firstOrNext(
  slice: Slice,
  ahead: PageAhead,
  reading: Reading,
): AsyncGenerator<WindowPage, WindowAnswer | undefined> {
  const { walk } = reading;
  try {
    const answer = await ahead.take(slice);
    walk.received(answer.bytes);
    return answer;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (slice.token === null) return yield* clamped(slice, error, reading);
    yield* giveUp(slice, `the API does not accept its own page token (${wordsOf(error)})`, reading);
    return undefined;
  }
}

/** Once, harder; told as a gap only when that helps: otherwise it was not the range (wire.md 14, row 8). */
async function* clamped(
  slice: Slice,
  refusal: unknown,
  { log, walk, context, end }: Reading,
): AsyncGenerator<WindowPage, WindowAnswer> {
  const from = wholeSecond(Date.now() - log.clampMs);
  if (slice.from >= from) throw refusal;
  const to = Math.max(slice.to, Math.min(from + walk.position.spanMs, end));
  let answer: WindowAnswer;
  try {
    answer = await ask(log, { from, to, token: null }, context);
  } catch (error) {
    throw isRefusal(error) ? refusal : error;
  }
  walk.received(answer.bytes);
  const { watermark } = walk.position;
  walk.lostUpTo(Math.max(watermark, from));
  walk.begin({ ...slice, from, to, reached: from });
  if (watermark < from) yield walk.page([], [gap(watermark, from, 'further back than the API lets one ask')]);
  return answer;
}

/**
 * The page can't be had, so what its slice leads to is read again. When that brings nothing, neither a record
 * nor a step ahead nor a shorter slice, the poll ends; a sweep is left to the next night then, since what is new
 * must not wait for it.
 * @throws MimecastError MIMECAST_BAD_ANSWER, transient
 */
async function* giveUp(slice: Slice, why: string, reading: Reading): AsyncGenerator<WindowPage> {
  const { walk, log, end } = reading;
  walk.giveUp(slice);
  const { watermark, spanMs, sweep } = walk.position;
  const left = [reading.emitted, watermark, spanMs, sweep?.at].join();
  const inVain = reading.givenUpAt === left;
  reading.givenUpAt = left;
  if (inVain) walk.leaveSweep();
  const from = nextSlice(walk.position, log, { now: Date.now(), end })?.from ?? slice.from;
  yield walk.page([], [rewind(from, `${why}; what it leads to is read again`)]);
  if (inVain)
    throw new MimecastError('MIMECAST_BAD_ANSWER', `${why}, again and again`, {
      endpoint: log.path,
      transient: true,
    });
}

/** Only with its last records does the position turn the page. */
async function* deliver(
  slice: Slice,
  answer: WindowAnswer,
  end: End,
  reading: Reading,
): AsyncGenerator<WindowPage> {
  const { log, walk, context } = reading;
  const met = itemsOf(answer, slice, log);
  const fresh = met.filter((item) => !walk.isKnown(item));
  const chunks = chunksOf(fresh, context);
  const last = chunks.at(-1) ?? [];
  for (const chunk of chunks.slice(0, -1)) {
    walk.emit(chunk);
    yield walk.page(chunk.map(({ record }) => record));
  }
  walk.emit(last);
  reading.emitted += fresh.length;
  const notices: Notice[] = [...quarantined(log.path, answer.bad)];
  const dropped = met.length - fresh.length;
  // To meet what is known is what a sweep is for.
  if (dropped > 0 && slice.kind === 'new') notices.push({ kind: 'duplicates', count: dropped });
  notices.push(...turn(walk.position.slice ?? slice, met, end, walk, log));
  yield walk.page(
    last.map(({ record }) => record),
    notices,
  );
  if (end === 'failed') throw answer.failure;
}

function turn(slice: Slice, met: readonly Met[], end: End, walk: Walk, log: WindowLog): readonly Notice[] {
  if (end === 'drained') {
    const over = walk.finish({ ...slice, records: slice.records + met.length });
    return over === undefined ? [] : [{ kind: 'swept', found: over.found }];
  }
  if (typeof end === 'string') return [];
  if (isLarge(slice, met.length, log) && walk.mayNarrow(slice)) walk.giveUp(slice);
  else walk.turn(slice, met, end.token);
  return [];
}

function isLarge(slice: Slice, more: number, log: WindowLog): boolean {
  return slice.records + more >= LARGE_SLICE && !log.oldestFirst;
}

/**
 * undici uses a socket again one turn of the event loop behind the last answer: working a page off takes 20 ms, and the
 * request would lie about as long.
 */
async function sent(): Promise<void> {
  await yieldTurn();
  await yieldTurn();
}

/**
 * For the page behind this one, unless it may turn out not to be wanted.
 * @returns whether it is being asked for
 */
function askAhead(
  ahead: PageAhead,
  slice: Slice,
  answer: WindowAnswer,
  end: End,
  { log, walk, callsLeft }: Reading,
): boolean {
  if (typeof end === 'string' || callsLeft <= 0) return false;
  if (isLarge(slice, answer.records.length, log) && walk.mayNarrow(slice)) return false;
  ahead.ask({ ...slice, token: end.token });
  return true;
}

function wordsOf(error: unknown): string {
  return error instanceof MimecastError ? (error.vendorCode ?? error.code) : String(error);
}

function itemsOf(answer: WindowAnswer, slice: Slice, log: WindowLog): readonly Item[] {
  return answer.records
    .filter((value) => log.wanted?.(value) ?? true)
    .map((value) => {
      const time = readTime(value[log.time]);
      return {
        hash: shortHash(identity(value, log) ?? contentHash(value, log.reissued)),
        time,
        at: time ?? slice.to,
        record: new ApiRecord(value, log.marks?.(value)),
      };
    });
}

/** The vendor's id where it can be relied on. */
export function identity(value: Value, { id }: WindowLog): string | undefined {
  const own = id === undefined ? undefined : value[id];
  return typeof own === 'string' && own !== '' ? own : undefined;
}
