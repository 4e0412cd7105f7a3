import type { ReadContext, SourceRecord, Stream } from '../../contracts/stream';
import { contentHash } from '../../util/canonical-json';
import { DAY_MS, floorToSecond } from '../../util/time';
import { gapNotice, rewindNotice } from '../notices';
import type { WindowLogDefinition } from './definition';
import { parsePosition, startAt, type WindowPosition } from './position';
import { readSlice, type SliceContext, stableIdOf } from './read-slice';
import { type WindowPage, WindowReadState } from './read-state';
import { completeUpTo, newestReadable, nextSlice, nightlySweep, oldestReadable } from './slices';

const MAX_CALLS_PER_POLL = 10_000;

/** A stream that is read by time range, in slices. The watermark moves only up to a time that has been read completely. */
export function createWindowStream(log: WindowLogDefinition): Stream<SourceRecord, WindowPosition> {
  const { key, type, selection } = log;
  return {
    key,
    log: log.log,
    type,
    fingerprint: selection === '' ? key : `${key}/${selection}`,
    pages: (from, context) => readNew(log, from, context),
    parse: parsePosition,
    startAt: (since, now) => startAt(Math.max(since, oldestReadable(log, now)), now),
    replay: (start, end, context) => replay(log, start, end, context),
    identify: ({ value }) => stableIdOf(value, log) ?? contentHash(value, log.volatile).slice(0, 32),
    lag: (position, now) => Math.max(0, now - deliveredUpTo(position, log)),
    quietSince: (position) => position.quietSince ?? undefined,
  };
}

function deliveredUpTo({ watermark, slice }: WindowPosition, log: WindowLogDefinition): number {
  const completeTo = slice?.kind === 'new' ? completeUpTo(slice, log) : undefined;
  return Math.max(watermark, completeTo ?? watermark);
}

async function* readNew(
  log: WindowLogDefinition,
  from: WindowPosition | undefined,
  context: ReadContext,
): AsyncGenerator<WindowPage> {
  const now = Date.now();
  const start = Math.max(now - context.lookbackMs, oldestReadable(log, now));
  const state = new WindowReadState(from ?? startAt(start, now), log);
  yield* handleClockChange(state, log, now);
  yield* reportExpired(state, log, now);
  const sweep = state.position.sweep === null ? nightlySweep(state.position, log, now) : undefined;
  if (sweep !== undefined) state.beginSweep(sweep, now);
  // Reads up to the start of the poll only, so that the poll ends.
  yield* readSlices(newestReadable(log, now), state, log, context);
}

/** Duplicates are dropped within the replay; records that were emitted before it are emitted again. */
async function* replay(
  log: WindowLogDefinition,
  start: number,
  end: number,
  context: ReadContext,
): AsyncGenerator<WindowPage> {
  const now = Date.now();
  const state = new WindowReadState(startAt(start, now), log);
  yield* reportExpired(state, log, now);
  yield* readSlices(Math.min(floorToSecond(end), newestReadable(log, now)), state, log, context);
}

async function* readSlices(
  end: number,
  state: WindowReadState,
  log: WindowLogDefinition,
  context: ReadContext,
): AsyncGenerator<WindowPage> {
  const now = Date.now();
  const sliceContext: SliceContext = {
    log,
    state,
    context,
    end,
    callsLeft: MAX_CALLS_PER_POLL,
    emitted: 0,
    progressMark: undefined,
  };
  while (sliceContext.callsLeft > 0) {
    if (state.position.slice === null) {
      const next = nextSlice(state.position, log, { now, end });
      if (next === undefined) break;
      state.beginSlice(next);
    }
    yield* readSlice(sliceContext);
  }
  yield state.createPage();
}

/** The clock was set back: the watermark lies in the future, and new records would be older than it. */
async function* handleClockChange(
  state: WindowReadState,
  log: WindowLogDefinition,
  now: number,
): AsyncGenerator<WindowPage> {
  const end = newestReadable(log, now);
  const { watermark, knownSince, since } = state.position;
  if (watermark <= Math.max(end, since) + log.overlapMs) return;
  const start = floorToSecond(Math.min(end, Math.max(end - DAY_MS, knownSince)));
  state.resetTo(start);
  yield state.createPage([], [rewindNotice(start, 'the clock of this server was put back')]);
}

async function* reportExpired(
  state: WindowReadState,
  log: WindowLogDefinition,
  now: number,
): AsyncGenerator<WindowPage> {
  const oldest = oldestReadable(log, now);
  const { slice } = state.position;
  if (slice !== null && slice.from < oldest) state.abandonSlice(slice);
  const { watermark } = state.position;
  if (watermark >= oldest) return;
  state.skipExpired(oldest);
  yield state.createPage([], [gapNotice(watermark, oldest, 'older than what the API keeps')]);
}
