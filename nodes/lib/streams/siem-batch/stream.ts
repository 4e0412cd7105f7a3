import { hash } from 'node:crypto';
import { MimecastError } from '../../contracts/errors';
import type { ReadContext, SourceRecord, Stream } from '../../contracts/stream';
import type { Sleep } from '../../util/async';
import { dayAfter, maxDay, minDay, startOfDay, utcDay } from '../../util/time';
import { gapNotice, rewindNotice } from '../notices';
import { ConstantCursor } from './constant-cursor';
import { type FileListing, listFiles } from './listing';
import { type CursorStep, CursorTrail } from './next-cursor';
import { parsePosition, type SiemBatchPosition, startAt } from './position';
import { readPage } from './read-page';
import { BatchReadState, type SiemPage } from './read-state';
import { replay } from './replay';
import { oldestDay, RETENTION_MS } from './retention';

/** A guard against endless loops: seven days of one type have some hundred pages. */
const MAX_PAGES_PER_POLL = 10_000;

/**
 * The batch feed of one event type: files of events, listed with a durable cursor (wire.md 4.1).
 * @param wait pause between two attempts at a file
 */
export function createSiemBatchStream(
  feed: 'cg' | 'ci',
  type: string,
  wait?: Sleep,
): Stream<SourceRecord, SiemBatchPosition> {
  const constant = new ConstantCursor<SiemBatchPosition>();
  return {
    key: `siem.batch.${feed}.${type}`,
    log: 'siem',
    type,
    fingerprint: `siem/${feed}-batch/${type}`,
    pages: (from, context) => readBatches({ feed, type, constant }, from, context, wait),
    parse: parsePosition,
    startAt,
    replay: (start, end, context) => replay(feed, type, start, end, context),
    // Events have no id, and several share a `processingId` (wire.md 0.3, fact 10): the id is a hash of the line.
    identify: (record) => record.digest ?? hash('sha256', record.text, 'hex').slice(0, 32),
    // Reading a page may take long: the newest event so far is more precise than the start of the page.
    lag: ({ through, newest }, now) => Math.max(0, now - Math.max(through, newest)),
    quietSince: (position) => position.quietSince ?? undefined,
  };
}

interface BatchFeed {
  readonly feed: 'cg' | 'ci';
  readonly type: string;
  readonly constant: ConstantCursor<SiemBatchPosition>;
}

async function* readBatches(
  { feed, type, constant }: BatchFeed,
  from: SiemBatchPosition | undefined,
  context: ReadContext,
  wait?: Sleep,
): AsyncGenerator<SiemPage> {
  const now = Date.now();
  const known = constant.take(from, now);
  const state = new BatchReadState(from ?? startAt(now - context.lookbackMs, now), known?.cursor);
  let trail = CursorTrail.from(state.position, known);
  const listPage = (): Promise<FileListing> => listFiles({ feed, type, ...requestCursor(state) }, context);
  let mayRewind = true;
  let hasFiles = false;
  for (let pages = 0; pages < MAX_PAGES_PER_POLL; pages += 1) {
    const listing = yield* listFirstPage(state, listPage, mayRewind);
    if (listing === 'rewound') {
      trail = CursorTrail.byDate();
      mayRewind = false;
      continue;
    }
    state.countBytes(listing.bytes);
    yield* reportExpired(state);
    const asked = state.cursor;
    hasFiles ||= listing.files.some(({ path }) => !state.isFinished(path));
    const newest = yield* readPage(listing, state, context, listPage, wait);
    const { next, caughtUp, files } = newest;
    const keys = files.map(({ path }) => path);
    const step = trail.evaluate({ asked, next, empty: files.length === 0, caughtUp, keys });
    yield* advance(state, newest, step);
    if (step.kind === 'done') {
      constant.remember(step, trail.repeated, state.position, hasFiles);
      return;
    }
    if (step.kind === 'broken') {
      // At most one rewind in a poll, so that there is no loop. The next poll continues by date.
      if (!mayRewind) return;
      trail = CursorTrail.byDate();
      mayRewind = false;
    }
  }
}

function requestCursor(state: BatchReadState): { cursor: string | null; day: string } {
  const { cursor } = state;
  const now = Date.now();
  // After a clock was put back, the day may be in the future.
  const day = minDay(state.position.day, utcDay(now));
  return { cursor, day: maxDay(day, oldestDay(now)) };
}

/** Lists the files of the page. If the API rejects the cursor or the date, the position is rewound or clamped instead. */
async function* listFirstPage(
  state: BatchReadState,
  listPage: () => Promise<FileListing>,
  mayRewind: boolean,
): AsyncGenerator<SiemPage, FileListing | 'rewound'> {
  try {
    return await listPage();
  } catch (error) {
    if (!(error instanceof MimecastError) || error.status !== 400 || !mayRewind) throw error;
    const { cursor, day } = requestCursor(state);
    if (cursor === null) {
      // Retried once with a later day (wire.md 14, row 8). An unknown type is rejected again, and then thrown.
      if (day >= utcDay(Date.now())) throw error;
      state.clampStart(dayAfter(day));
    } else {
      yield rewindPage(state, `the API refuses the cursor (${error.vendorCode ?? error.code})`);
    }
    return 'rewound';
  }
}

/** Reports a gap when the position is older than the retention of the feed. */
async function* reportExpired(state: BatchReadState): AsyncGenerator<SiemPage> {
  const { cursor, day } = requestCursor(state);
  const { through } = state.position;
  const start = cursor === null ? startOfDay(day) : Date.now() - RETENTION_MS;
  if (through >= start) return;
  state.skipExpired(start);
  yield state.createPage([], [gapNotice(through, start, 'older than the seven days that the feed keeps')]);
}

async function* advance(
  state: BatchReadState,
  listing: FileListing,
  step: CursorStep,
): AsyncGenerator<SiemPage> {
  if (step.kind === 'broken') {
    yield rewindPage(state, step.reason);
    return;
  }
  const isEmpty = listing.files.length === 0;
  // An empty page without the flag also means caught up (wire.md 4.1, stop conditions); with a cursor that always is the
  // same, whatever the flag says.
  const caughtUp = step.kind === 'done' && step.repeated && isEmpty ? true : (listing.caughtUp ?? isEmpty);
  // With `isCaughtUp: false` more pages may follow, so partial files may still come.
  const gaps =
    step.kind === 'done' && (listing.caughtUp !== false || caughtUp)
      ? reportMissingFiles(state, listing)
      : [];
  state.nextPage(step.cursor, listing, caughtUp, step.repeated);
  yield state.createPage([], gaps);
}

/** After a rewind a partial file may be on any page. After the last page a file that was not found is lost. */
function reportMissingFiles(state: BatchReadState, listing: FileListing): ReturnType<typeof gapNotice>[] {
  return state.position.partial.map((file) => {
    state.dropFile(file.path);
    return gapNotice(
      file.from,
      listing.askedAt,
      `${file.path}: the file is not listed any more; ${file.line} lines of it were delivered`,
    );
  });
}

function rewindPage(state: BatchReadState, reason: string): SiemPage {
  const day = state.rewindToDay(Date.now());
  return state.createPage([], [rewindNotice(startOfDay(day), `${reason}; reading again by date`)]);
}
