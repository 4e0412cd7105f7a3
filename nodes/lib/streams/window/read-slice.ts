import { type PageEnd, PaginationGuard } from '../../api/pagination/paginator';
import { MimecastError } from '../../contracts/errors';
import type { JsonObject } from '../../contracts/json';
import type { Notice, ReadContext } from '../../contracts/stream';
import { yieldToEventLoop } from '../../util/async';
import { contentHash, shortHash } from '../../util/canonical-json';
import { floorToSecond } from '../../util/time';
import { gapNotice, rewindNotice } from '../notices';
import { ApiRecord, chunksOf } from '../rest/api-record';
import { isEmptyPage, responseQuarantineNotices } from '../rest/envelope';
import { parseApiTime } from './api-time';
import type { WindowLogDefinition } from './definition';
import { type FetchedPage, fetchPage, isBadRequest, PagePrefetcher } from './fetch-page';
import type { Slice } from './position';
import type { RecordKey, WindowPage, WindowReadState } from './read-state';
import { nextSlice } from './slices';

/** Records. A slice in no reliable order that has more is read in shorter slices: its hashes take 60 KB of position. */
const MAX_UNORDERED_RECORDS = 5_000;
/** Hashes of records that a position may have; 2.2 MB. */
const MAX_HASHES = 200_000;
/** `callsLeft` limits the pages, for all slices of a poll together. */
const LIMITS = { maxPages: Number.POSITIVE_INFINITY, maxEmptyPages: 2 } as const;

export interface SliceContext {
  readonly log: WindowLogDefinition;
  readonly state: WindowReadState;
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

interface Item extends RecordKey {
  readonly record: ApiRecord;
}

/** Reads the current slice to its end, or until it is abandoned. */
export async function* readSlice(sliceContext: SliceContext): AsyncGenerator<WindowPage> {
  const { state } = sliceContext;
  const guard = new PaginationGuard(LIMITS, state.position.slice?.token);
  const ahead = new PagePrefetcher(sliceContext.log, sliceContext.context);
  for (;;) {
    const current = state.position.slice;
    if (current === null || sliceContext.callsLeft <= 0) return;
    sliceContext.callsLeft -= 1;
    const fetched = yield* fetchNext(current, ahead, sliceContext);
    if (fetched === undefined) return;
    // `fetchNext` may have clamped the range.
    const slice = state.position.slice ?? current;
    const { page, end } = evaluatePage(fetched, guard);
    if (prefetchNext(ahead, slice, page, end, sliceContext)) await afterRequestSent();
    yield* deliver(slice, page, end, sliceContext);
    if (end.kind === 'repeated') {
      yield* abandon(
        slice,
        'the API handed out the same page token again, and nothing new with it',
        sliceContext,
      );
      return;
    }
  }
}

/** `failed`: the page has a failure beside its records. */
type SliceEnd = PageEnd | { readonly kind: 'failed' };

/** The records of a page that is an earlier one again are left out: equal records count as different ones. */
function evaluatePage(page: FetchedPage, guard: PaginationGuard): { page: FetchedPage; end: SliceEnd } {
  if (page.failure !== undefined) return { page, end: { kind: 'failed' } };
  const end = guard.evaluate({ ...page, empty: isEmptyPage(page) });
  return { page: guard.isKnownPage ? { ...page, records: [], bad: [] } : page, end };
}

/** @returns undefined: the API rejected the page token, so the slice was abandoned */
async function* fetchNext(
  slice: Slice,
  ahead: PagePrefetcher,
  sliceContext: SliceContext,
): AsyncGenerator<WindowPage, FetchedPage | undefined> {
  const { state } = sliceContext;
  try {
    const page = await ahead.take(slice);
    state.countBytes(page.bytes);
    return page;
  } catch (error) {
    if (!isBadRequest(error)) throw error;
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
  { log, state, context, end }: SliceContext,
): AsyncGenerator<WindowPage, FetchedPage> {
  const from = floorToSecond(Date.now() - log.clampMs);
  if (slice.from >= from) throw rejection;
  const to = Math.max(slice.to, Math.min(from + state.position.spanMs, end));
  let page: FetchedPage;
  try {
    page = await fetchPage(log, { from, to, token: null }, context);
  } catch (error) {
    throw isBadRequest(error) ? rejection : error;
  }
  state.countBytes(page.bytes);
  const { watermark } = state.position;
  state.skipExpired(Math.max(watermark, from));
  state.beginSlice({ ...slice, from, to, reached: from });
  if (watermark < from)
    yield state.createPage([], [gapNotice(watermark, from, 'further back than the API lets one ask')]);
  return page;
}

/**
 * Abandons a slice whose next page can't be read; it is planned and read again. If there was no progress
 * since the last abandoned slice (no record, no later start, no shorter slice), the poll ends. A sweep is
 * then postponed to the next night, because new records must not wait for it.
 * @throws MimecastError MIMECAST_BAD_ANSWER, transient
 */
async function* abandon(
  slice: Slice,
  reason: string,
  sliceContext: SliceContext,
): AsyncGenerator<WindowPage> {
  const { state, log, end } = sliceContext;
  state.abandonSlice(slice);
  const { watermark, spanMs, sweep } = state.position;
  const progress = [sliceContext.emitted, watermark, spanMs, sweep?.at].join();
  const isStuck = sliceContext.progressMark === progress;
  sliceContext.progressMark = progress;
  if (isStuck) state.endSweep();
  const from = nextSlice(state.position, log, { now: Date.now(), end })?.from ?? slice.from;
  yield state.createPage([], [rewindNotice(from, `${reason}; what it leads to is read again`)]);
  if (isStuck)
    throw new MimecastError('MIMECAST_BAD_ANSWER', `${reason}, repeatedly`, {
      endpoint: log.path,
      transient: true,
    });
}

/** Yields the records of a page. The position moves to the next page with the last chunk only. */
async function* deliver(
  slice: Slice,
  page: FetchedPage,
  end: SliceEnd,
  sliceContext: SliceContext,
): AsyncGenerator<WindowPage> {
  const { log, state, context } = sliceContext;
  const items = toItems(page, slice, log);
  const fresh = items.filter((item) => !state.isDuplicate(item));
  const chunks = chunksOf(fresh, context);
  const last = chunks.at(-1) ?? [];
  for (const chunk of chunks.slice(0, -1)) {
    state.markEmitted(chunk);
    yield state.createPage(chunk.map(({ record }) => record));
  }
  state.markEmitted(last);
  sliceContext.emitted += fresh.length;
  const notices: Notice[] = [...responseQuarantineNotices(log.path, page.bad)];
  const dropped = items.length - fresh.length;
  // A sweep is expected to find duplicates: they are not reported.
  if (dropped > 0 && slice.kind === 'new') notices.push({ kind: 'duplicates', count: dropped });
  notices.push(...advance(state.position.slice ?? slice, items, end, state, log));
  yield state.createPage(
    last.map(({ record }) => record),
    notices,
  );
  if (end.kind === 'failed') throw page.failure;
}

function advance(
  slice: Slice,
  records: readonly RecordKey[],
  end: SliceEnd,
  state: WindowReadState,
  log: WindowLogDefinition,
): readonly Notice[] {
  if (end.kind === 'last') {
    const sweep = state.finishSlice({ ...slice, records: slice.records + records.length });
    return sweep === undefined ? [] : [{ kind: 'swept', found: sweep.found }];
  }
  if (end.kind !== 'next') return [];
  if (state.hashCount > MAX_HASHES) return giveUp(slice, state);
  if (isTooLarge(slice, records.length, log) && state.canShrink(slice)) state.abandonSlice(slice);
  else state.nextPage(slice, records, end);
  return [];
}

/** No log has that many records in a slice that can't be shorter, so the pages have no end. */
function giveUp(slice: Slice, state: WindowReadState): readonly Notice[] {
  state.finishSlice(slice);
  const reason = `more than ${MAX_HASHES} records in one range; the rest of it is not read`;
  return [gapNotice(slice.reached, slice.to, reason)];
}

function isTooLarge(slice: Slice, more: number, log: WindowLogDefinition): boolean {
  return slice.records + more >= MAX_UNORDERED_RECORDS && !log.oldestFirst;
}

/**
 * Lets the prefetch request leave before the current page is processed. undici reuses a socket one turn of the event
 * loop after the last response; processing a page blocks for about 20 ms, and the request would wait as long.
 */
async function afterRequestSent(): Promise<void> {
  await yieldToEventLoop();
  await yieldToEventLoop();
}

/**
 * Requests the next page, unless the slice may be shortened first.
 * @returns whether it was requested
 */
function prefetchNext(
  ahead: PagePrefetcher,
  slice: Slice,
  page: FetchedPage,
  end: SliceEnd,
  { log, state, callsLeft }: SliceContext,
): boolean {
  if (end.kind !== 'next' || callsLeft <= 0) return false;
  if (isTooLarge(slice, page.records.length, log) && state.canShrink(slice)) return false;
  ahead.prefetch({ ...slice, token: end.token });
  return true;
}

function errorText(error: unknown): string {
  return error instanceof MimecastError ? (error.vendorCode ?? error.code) : String(error);
}

function toItems(page: FetchedPage, slice: Slice, log: WindowLogDefinition): readonly Item[] {
  return page.records
    .filter((value) => log.matches?.(value) ?? true)
    .map((value) => {
      const time = parseApiTime(value[log.time]);
      return {
        hash: shortHash(stableIdOf(value, log) ?? contentHash(value, log.volatile)),
        time,
        // A record from the future must not stay in the position until then.
        at: Math.min(time ?? slice.to, slice.to),
        record: new ApiRecord(value, log.marks?.(value)),
      };
    });
}

/** The id of the vendor, where the log has a stable one. */
export function stableIdOf(value: JsonObject, { id }: WindowLogDefinition): string | undefined {
  const own = id === undefined ? undefined : value[id];
  return typeof own === 'string' && own !== '' ? own : undefined;
}
