import type { ReadContext, SourceRecord, Stream } from '../../shipping/stream';
import { contentHash } from '../paged/canonical';
import { gap, rewind } from '../siem/notices';
import type { WindowLog } from './log';
import { parsePosition, startAt, type WindowPosition } from './position';
import { identity, type Reading, readSlice } from './read-slice';
import { endOf, floorOf, nextSlice, nightlySweep, solidUpTo } from './slices';
import { DAY, wholeSecond } from './times';
import { Walk, type WindowPage } from './walk';

const MAX_CALLS_PER_POLL = 10_000;

/** A log that is asked for by time range: read in slices, each drained before the watermark moves (design 3). */
export function windowStream(log: WindowLog): Stream<SourceRecord, WindowPosition> {
  const { key, type, selection } = log;
  return {
    key,
    log: log.log,
    type,
    fingerprint: selection === '' ? key : `${key}/${selection}`,
    pages: (from, context) => read(log, from, context),
    parse: parsePosition,
    startAt: (since, now) => startAt(Math.max(since, floorOf(log, now)), now),
    replay: (start, end, context) => replay(log, start, end, context),
    identify: ({ value }) => identity(value, log) ?? contentHash(value, log.reissued).slice(0, 32),
    lag: (position, now) => Math.max(0, now - deliveredUpTo(position, log)),
    quietSince: (position) => position.quietSince ?? undefined,
  };
}

function deliveredUpTo({ watermark, slice }: WindowPosition, log: WindowLog): number {
  const solid = slice?.kind === 'new' ? solidUpTo(slice, log) : undefined;
  return Math.max(watermark, solid ?? watermark);
}

async function* read(
  log: WindowLog,
  from: WindowPosition | undefined,
  context: ReadContext,
): AsyncGenerator<WindowPage> {
  const now = Date.now();
  const start = Math.max(now - context.lookbackMs, floorOf(log, now));
  const walk = new Walk(from ?? startAt(start, now), log);
  yield* clockPutBack(walk, log, now);
  yield* behindRetention(walk, log, now);
  const sweep = walk.position.sweep === null ? nightlySweep(walk.position, log, now) : undefined;
  if (sweep !== undefined) walk.beginSweep(sweep, now);
  // Not later than when the poll began, so that it has an end.
  yield* readUpTo(endOf(log, now), walk, log, context);
}

/** What comes twice within it is told apart as ever; what was emitted before it counts for nothing. */
async function* replay(
  log: WindowLog,
  start: number,
  end: number,
  context: ReadContext,
): AsyncGenerator<WindowPage> {
  const now = Date.now();
  const walk = new Walk(startAt(start, now), log);
  yield* behindRetention(walk, log, now);
  yield* readUpTo(Math.min(wholeSecond(end), endOf(log, now)), walk, log, context);
}

async function* readUpTo(
  end: number,
  walk: Walk,
  log: WindowLog,
  context: ReadContext,
): AsyncGenerator<WindowPage> {
  const now = Date.now();
  const reading: Reading = {
    log,
    walk,
    context,
    end,
    callsLeft: MAX_CALLS_PER_POLL,
    emitted: 0,
    givenUpAt: undefined,
  };
  while (reading.callsLeft > 0) {
    if (walk.position.slice === null) {
      const next = nextSlice(walk.position, log, { now, end });
      if (next === undefined) break;
      walk.begin(next);
    }
    yield* readSlice(reading);
  }
  yield walk.page();
}

/** What was asked for lay in the future, so that what happens now is older than the watermark. */
async function* clockPutBack(walk: Walk, log: WindowLog, now: number): AsyncGenerator<WindowPage> {
  const end = endOf(log, now);
  const { watermark, knownSince, since } = walk.position;
  if (watermark <= Math.max(end, since) + log.overlapMs) return;
  const back = wholeSecond(Math.min(end, Math.max(end - DAY, knownSince)));
  walk.moveBack(back);
  yield walk.page([], [rewind(back, 'the clock of this server was put back')]);
}

async function* behindRetention(walk: Walk, log: WindowLog, now: number): AsyncGenerator<WindowPage> {
  const floor = floorOf(log, now);
  const { slice } = walk.position;
  if (slice !== null && slice.from < floor) walk.giveUp(slice);
  const { watermark } = walk.position;
  if (watermark >= floor) return;
  walk.lostUpTo(floor);
  yield walk.page([], [gap(watermark, floor, 'older than what the API keeps')]);
}
