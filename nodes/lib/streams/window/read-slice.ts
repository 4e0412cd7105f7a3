import { MimecastError } from '../../contracts/errors';
import type { Notice, ReadContext } from '../../contracts/stream';
import { yieldTurn } from '../../util/async';
import { ApiRecord } from '../rest/api-record';
import { contentHash, shortHash, type Value } from '../../util/canonical-json';
import { chunksOf } from '../rest/chunks';
import { quarantined } from '../rest/envelope';
import { gap, rewind } from '../notices';
import { ask, isRefusal, type WindowAnswer } from './fetch-page';
import type { WindowLog } from './definition';
import { PageAhead } from './page-prefetch';
import type { Slice } from './position';
import { nextSlice } from './slices';
import { readTime, wholeSecond } from './api-time';
import type { Met, Walk, WindowPage } from './read-state';

/** Records. A slice in no reliable order that has more is read in shorter slices: its hashes take 60 KB of position. */
const MAX_UNORDERED_RECORDS = 5_000;

export interface Reading {
  readonly log: WindowLog;
  readonly state: Walk;
  readonly context: ReadContext;
  /** newest time to read, epoch ms */
  readonly end: number;
  /** API calls left for this poll: a guard against endless loops */
  callsLeft: number;
  /** records emitted in this poll */
  emitted: number;
  /** progress at the last abandoned slice, to detect a loop without progress */
  progressMark: string | undefined;
}

interface Item extends Met {
  readonly record: ApiRecord;
}

/** Reads the current slice to its end, or until it is abandoned. */
export async function* readSlice(sliceContext: Reading): AsyncGenerator<WindowPage> {
  const { state } = sliceContext;
  const tokens = new Set<string>();
  const ahead = new PageAhead(sliceContext.log, sliceContext.context);
  let wasEmpty = false;
  for (;;) {
    const current = state.position.slice;
    if (current === null || sliceContext.callsLeft <= 0) return;
    sliceContext.callsLeft -= 1;
    if (current.token !== null) tokens.add(current.token);
    const page = yield* fetchNext(current, ahead, sliceContext);
    if (page === undefined) return;
    // `fetchNext` may have clamped the range.
    const slice = state.position.slice ?? current;
    const empty = page.records.length === 0 && page.bad.length === 0;
    const end = evaluatePage(page, tokens, empty && wasEmpty);
    wasEmpty = empty;
    if (prefetchNext(ahead, slice, page, end, sliceContext)) await afterRequestSent();
    yield* deliver(slice, page, end, sliceContext);
    if (end === 'repeated') {
      yield* abandon(slice, 'the API handed out the same page token again', sliceContext);
      return;
    }
  }
}

type PageEnd = { readonly token: string } | 'drained' | 'repeated' | 'failed';

/** wire.md 3.2: a missing token ends the slice, and so does the second of two empty pages in a row. */
function evaluatePage(
  { next, failure }: WindowAnswer,
  tokens: ReadonlySet<string>,
  emptyAgain: boolean,
): PageEnd {
  if (failure !== undefined) return 'failed';
  if (next === undefined || emptyAgain) return 'drained';
  return tokens.has(next) ? 'repeated' : { token: next };
}

/** @returns undefined: the API rejected the page token, so the slice was abandoned */
async function* fetchNext(
  slice: Slice,
  ahead: PageAhead,
  sliceContext: Reading,
): AsyncGenerator<WindowPage, WindowAnswer | undefined> {
  const { state } = sliceContext;
  try {
    const page = await ahead.take(slice);
    state.received(page.bytes);
    return page;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (slice.token === null) return yield* clampRange(slice, error, sliceContext);
    yield* abandon(slice, `the API does not accept its own page token (${errorText(error)})`, sliceContext);
    return undefined;
  }
}

/**
 * Retries once with the shorter look-back. A gap is reported only if that succeeds: otherwise the range was not the
 * reason (wire.md 14, row 8).
 */
async function* clampRange(
  slice: Slice,
  rejection: unknown,
  { log, state, context, end }: Reading,
): AsyncGenerator<WindowPage, WindowAnswer> {
  const from = wholeSecond(Date.now() - log.clampMs);
  if (slice.from >= from) throw rejection;
  const to = Math.max(slice.to, Math.min(from + state.position.spanMs, end));
  let page: WindowAnswer;
  try {
    page = await ask(log, { from, to, token: null }, context);
  } catch (error) {
    throw isRefusal(error) ? rejection : error;
  }
  state.received(page.bytes);
  const { watermark } = state.position;
  state.lostUpTo(Math.max(watermark, from));
  state.begin({ ...slice, from, to, reached: from });
  if (watermark < from)
    yield state.page([], [gap(watermark, from, 'further back than the API lets one ask')]);
  return page;
}

/**
 * Abandons a slice whose next page can't be read; it is planned and read again. If there was no progress since the last
 * abandoned slice (no record, no later start, no shorter slice), the poll ends. A sweep is then left to the next
 * night, because new records must not wait for it.
 * @throws MimecastError MIMECAST_BAD_ANSWER, transient
 */
async function* abandon(slice: Slice, reason: string, sliceContext: Reading): AsyncGenerator<WindowPage> {
  const { state, log, end } = sliceContext;
  state.giveUp(slice);
  const { watermark, spanMs, sweep } = state.position;
  const progress = [sliceContext.emitted, watermark, spanMs, sweep?.at].join();
  const isStuck = sliceContext.progressMark === progress;
  sliceContext.progressMark = progress;
  if (isStuck) state.leaveSweep();
  const from = nextSlice(state.position, log, { now: Date.now(), end })?.from ?? slice.from;
  yield state.page([], [rewind(from, `${reason}; what it leads to is read again`)]);
  if (isStuck)
    throw new MimecastError('MIMECAST_BAD_ANSWER', `${reason}, repeatedly`, {
      endpoint: log.path,
      transient: true,
    });
}

/** Yields the records of a page. The position moves to the next page with the last chunk only. */
async function* deliver(
  slice: Slice,
  page: WindowAnswer,
  end: PageEnd,
  sliceContext: Reading,
): AsyncGenerator<WindowPage> {
  const { log, state, context } = sliceContext;
  const items = toItems(page, slice, log);
  const fresh = items.filter((item) => !state.isKnown(item));
  const chunks = chunksOf(fresh, context);
  const last = chunks.at(-1) ?? [];
  for (const chunk of chunks.slice(0, -1)) {
    state.emit(chunk);
    yield state.page(chunk.map(({ record }) => record));
  }
  state.emit(last);
  sliceContext.emitted += fresh.length;
  const notices: Notice[] = [...quarantined(log.path, page.bad)];
  const dropped = items.length - fresh.length;
  // A sweep is expected to find duplicates: they are not reported.
  if (dropped > 0 && slice.kind === 'new') notices.push({ kind: 'duplicates', count: dropped });
  notices.push(...advance(state.position.slice ?? slice, items, end, state, log));
  yield state.page(
    last.map(({ record }) => record),
    notices,
  );
  if (end === 'failed') throw page.failure;
}

function advance(
  slice: Slice,
  records: readonly Met[],
  end: PageEnd,
  state: Walk,
  log: WindowLog,
): readonly Notice[] {
  if (end === 'drained') {
    const sweep = state.finish({ ...slice, records: slice.records + records.length });
    return sweep === undefined ? [] : [{ kind: 'swept', found: sweep.found }];
  }
  if (typeof end === 'string') return [];
  if (isTooLarge(slice, records.length, log) && state.mayNarrow(slice)) state.giveUp(slice);
  else state.turn(slice, records, end.token);
  return [];
}

function isTooLarge(slice: Slice, more: number, log: WindowLog): boolean {
  return slice.records + more >= MAX_UNORDERED_RECORDS && !log.oldestFirst;
}

/**
 * Lets the prefetch request leave before the current page is processed. undici reuses a socket one turn of the event
 * loop after the last response; processing a page blocks for about 20 ms, and the request would wait as long.
 */
async function afterRequestSent(): Promise<void> {
  await yieldTurn();
  await yieldTurn();
}

/**
 * Requests the next page, unless the slice may be shortened first.
 * @returns whether it was requested
 */
function prefetchNext(
  ahead: PageAhead,
  slice: Slice,
  page: WindowAnswer,
  end: PageEnd,
  { log, state, callsLeft }: Reading,
): boolean {
  if (typeof end === 'string' || callsLeft <= 0) return false;
  if (isTooLarge(slice, page.records.length, log) && state.mayNarrow(slice)) return false;
  ahead.ask({ ...slice, token: end.token });
  return true;
}

function errorText(error: unknown): string {
  return error instanceof MimecastError ? (error.vendorCode ?? error.code) : String(error);
}

function toItems(page: WindowAnswer, slice: Slice, log: WindowLog): readonly Item[] {
  return page.records
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

/** The id of the vendor, where the log has a stable one. */
export function identity(value: Value, { id }: WindowLog): string | undefined {
  const own = id === undefined ? undefined : value[id];
  return typeof own === 'string' && own !== '' ? own : undefined;
}
