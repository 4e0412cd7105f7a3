import { hash } from 'node:crypto';
import { MimecastError } from '../../api/errors';
import type { ReadContext, SourceRecord, Stream } from '../../shipping/stream';
import type { Sleep } from '../../wait';
import { dayAfter, dayOf, laterDay, oldestDay, RETENTION_MS, startOfDay } from './calendar';
import { type CursorVerdict, judgeCursor } from './cursor';
import { type Listing, list } from './listing';
import { gap, rewind } from './notices';
import { parsePosition, type SiemBatchPosition, startAt } from './position';
import { readPage } from './read-page';
import { replay } from './replay';
import { type SiemPage, Walk } from './walk';

/** A guard, not a limit that anything is meant to reach: seven days of one type have some hundred pages. */
const MAX_PAGES_PER_POLL = 10_000;

/**
 * The batch feed of one event type: files of events behind a durable cursor (wire.md 4.1).
 * @param wait between two tries at a file
 */
export function siemBatch(
  feed: 'cg' | 'ci',
  type: string,
  wait?: Sleep,
): Stream<SourceRecord, SiemBatchPosition> {
  return {
    key: `siem.batch.${feed}.${type}`,
    log: 'siem',
    type,
    fingerprint: `siem/${feed}-batch/${type}`,
    pages: (from, context) => read(feed, type, from, context, wait),
    parse: parsePosition,
    startAt,
    replay: (start, end, context) => replay(feed, type, start, end, context),
    // Events have no id and `processingId` is shared (wire.md 0.3, fact 10): the line is its own id.
    identify: (record) => record.digest ?? hash('sha256', record.text, 'hex').slice(0, 32),
    // A page takes as long as it takes: what of it has arrived says more than where it began.
    lag: ({ through, newest }, now) => Math.max(0, now - Math.max(through, newest)),
    quietSince: (position) => position.quietSince ?? undefined,
  };
}

async function* read(
  feed: 'cg' | 'ci',
  type: string,
  from: SiemBatchPosition | undefined,
  context: ReadContext,
  wait?: Sleep,
): AsyncGenerator<SiemPage> {
  const now = Date.now();
  const walk = new Walk(from ?? startAt(now - context.lookbackMs, now));
  const askedBefore = new Set<string>();
  const listPage = (): Promise<Listing> => list({ feed, type, ...place(walk) }, context);
  let mayRewind = true;
  for (let pages = 0; pages < MAX_PAGES_PER_POLL; pages += 1) {
    const listing = yield* firstListing(walk, listPage, mayRewind);
    if (listing === 'rewound') {
      askedBefore.clear();
      mayRewind = false;
      continue;
    }
    walk.received(listing.bytes);
    yield* behindRetention(walk);
    const asked = walk.position.cursor;
    if (asked !== null) askedBefore.add(asked);
    const newest = yield* readPage(listing, walk, context, listPage, wait);
    const verdict = judgeCursor({
      asked,
      next: newest.next,
      empty: newest.files.length === 0,
      caughtUp: newest.caughtUp,
      askedBefore,
    });
    yield* turn(walk, newest, verdict);
    if (verdict.kind === 'done') return;
    if (verdict.kind === 'broken') {
      // A second one in the same poll: the next poll goes on by date, so this is no loop and no silent stop.
      if (!mayRewind) return;
      askedBefore.clear();
      mayRewind = false;
    }
  }
}

function place(walk: Walk): { cursor: string | null; day: string } {
  const { cursor, day } = walk.position;
  return { cursor, day: laterDay(day, oldestDay(Date.now())) };
}

/** The page's listing; where the API refuses the cursor or the date, the position is moved instead. */
async function* firstListing(
  walk: Walk,
  listPage: () => Promise<Listing>,
  mayRewind: boolean,
): AsyncGenerator<SiemPage, Listing | 'rewound'> {
  try {
    return await listPage();
  } catch (error) {
    if (!(error instanceof MimecastError) || error.status !== 400 || !mayRewind) throw error;
    const { cursor, day } = place(walk);
    if (cursor === null) {
      // Clamped once, harder (wire.md 14, row 8); an unknown type is refused again and thrown then.
      if (day >= dayOf(Date.now())) throw error;
      walk.startLater(dayAfter(day));
    } else {
      yield rewound(walk, `the API refuses the cursor (${error.vendorCode ?? error.code})`);
    }
    return 'rewound';
  }
}

/** What the feed can't give any more, once it is known where it starts. */
async function* behindRetention(walk: Walk): AsyncGenerator<SiemPage> {
  const { cursor, day } = place(walk);
  const { through } = walk.position;
  const start = cursor === null ? startOfDay(day) : Date.now() - RETENTION_MS;
  if (through >= start) return;
  walk.lostUpTo(start);
  yield walk.page([], [gap(through, start, 'older than the seven days that the feed keeps')]);
}

async function* turn(walk: Walk, listing: Listing, verdict: CursorVerdict): AsyncGenerator<SiemPage> {
  if (verdict.kind === 'broken') {
    yield rewound(walk, verdict.reason);
    return;
  }
  // An empty page that is not flagged otherwise is an end too (wire.md 4.1, Stop conditions).
  const caughtUp = listing.caughtUp ?? listing.files.length === 0;
  // A poll may stop at an empty page although there is more: what was begun may still come.
  const lost = verdict.kind === 'done' && listing.caughtUp !== false ? neverFound(walk, listing) : [];
  walk.turn(verdict.cursor, listing, caughtUp);
  yield walk.page([], lost);
}

/** After a rewind a file that was begun may be on any page; when all have been read, it is not there. */
function neverFound(walk: Walk, listing: Listing): ReturnType<typeof gap>[] {
  return walk.position.partial.map((file) => {
    walk.forget(file.path);
    return gap(
      file.from,
      listing.askedAt,
      `${file.path}: the file is not listed any more; ${file.line} lines of it were delivered`,
    );
  });
}

function rewound(walk: Walk, reason: string): SiemPage {
  const day = walk.rewind(Date.now());
  return walk.page([], [rewind(startOfDay(day), `${reason}; reading again by date`)]);
}
