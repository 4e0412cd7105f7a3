import type { ReadContext, SourceRecord, Stream } from '../../contracts/stream';
import { contentHash } from '../../util/canonical-json';
import { gap, rewind } from '../notices';
import type { WindowLog } from './definition';
import { parsePosition, startAt, type WindowPosition } from './position';
import { identity, type Reading, readSlice } from './read-slice';
import { endOf, floorOf, nextSlice, nightlySweep, solidUpTo } from './slices';
import { DAY, wholeSecond } from './api-time';
import { Walk, type WindowPage } from './read-state';

const MAX_CALLS_PER_POLL = 10_000;

/** A stream that is read by time range, in slices. The watermark moves only up to a time that has been read completely. */
export function windowStream(log: WindowLog): Stream<SourceRecord, WindowPosition> {
  const { key, type, selection } = log;
  return {
    key,
    log: log.log,
    type,
    fingerprint: selection === '' ? key : `${key}/${selection}`,
    pages: (from, context) => readNew(log, from, context),
    parse: parsePosition,
    startAt: (since, now) => startAt(Math.max(since, floorOf(log, now)), now),
    replay: (start, end, context) => replay(log, start, end, context),
    identify: ({ value }) => identity(value, log) ?? contentHash(value, log.reissued).slice(0, 32),
    lag: (position, now) => Math.max(0, now - deliveredUpTo(position, log)),
    quietSince: (position) => position.quietSince ?? undefined,
  };
}

function deliveredUpTo({ watermark, slice }: WindowPosition, log: WindowLog): number {
  const completeTo = slice?.kind === 'new' ? solidUpTo(slice, log) : undefined;
  return Math.max(watermark, completeTo ?? watermark);
}

async function* readNew(
  log: WindowLog,
  from: WindowPosition | undefined,
  context: ReadContext,
): AsyncGenerator<WindowPage> {
  const now = Date.now();
  const start = Math.max(now - context.lookbackMs, floorOf(log, now));
  const state = new Walk(from ?? startAt(start, now), log);
  yield* handleClockChange(state, log, now);
  yield* reportExpired(state, log, now);
  const sweep = state.position.sweep === null ? nightlySweep(state.position, log, now) : undefined;
  if (sweep !== undefined) state.beginSweep(sweep, now);
  // Reads up to the start of the poll only, so that the poll ends.
  yield* readSlices(endOf(log, now), state, log, context);
}

/** Duplicates are dropped within the replay; records that were emitted before it are emitted again. */
async function* replay(
  log: WindowLog,
  start: number,
  end: number,
  context: ReadContext,
): AsyncGenerator<WindowPage> {
  const now = Date.now();
  const state = new Walk(startAt(start, now), log);
  yield* reportExpired(state, log, now);
  yield* readSlices(Math.min(wholeSecond(end), endOf(log, now)), state, log, context);
}

async function* readSlices(
  end: number,
  state: Walk,
  log: WindowLog,
  context: ReadContext,
): AsyncGenerator<WindowPage> {
  const now = Date.now();
  const sliceContext: Reading = {
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
      state.begin(next);
    }
    yield* readSlice(sliceContext);
  }
  yield state.page();
}

/** The clock was set back: the watermark lies in the future, and new records would be older than it. */
async function* handleClockChange(state: Walk, log: WindowLog, now: number): AsyncGenerator<WindowPage> {
  const end = endOf(log, now);
  const { watermark, knownSince, since } = state.position;
  if (watermark <= Math.max(end, since) + log.overlapMs) return;
  const start = wholeSecond(Math.min(end, Math.max(end - DAY, knownSince)));
  state.moveBack(start);
  yield state.page([], [rewind(start, 'the clock of this server was put back')]);
}

async function* reportExpired(state: Walk, log: WindowLog, now: number): AsyncGenerator<WindowPage> {
  const oldest = floorOf(log, now);
  const { slice } = state.position;
  if (slice !== null && slice.from < oldest) state.giveUp(slice);
  const { watermark } = state.position;
  if (watermark >= oldest) return;
  state.lostUpTo(oldest);
  yield state.page([], [gap(watermark, oldest, 'older than what the API keeps')]);
}
