import { MimecastError } from '../../api/errors';
import type { ReadContext, SourceRecord, Stream } from '../../shipping/stream';
import { judgeCursor } from './cursor';
import { type EventListing, eventsPath, listEvents } from './event-stream-listing';
import { type EventStreamPosition, parsePosition, STREAM_REACH_MS, startAt } from './event-stream-position';
import { eventHash, typeOfEvent } from './event-stream-record';
import { type EventPage, EventWalk } from './event-stream-walk';
import { replay } from './replay';
import { CG_TYPES, CI_TYPES } from './types';

type Feed = 'cg' | 'ci';

const MAX_PAGES_PER_POLL = 10_000;
const ALL_TYPES: Readonly<Record<Feed, readonly string[]>> = { cg: CG_TYPES, ci: CI_TYPES };

/**
 * The stream feed: events one by one, soon after they happened, all types in one call, not further back than
 * 24 hours (wire.md 4.2). Each page is of one type.
 * @param types none: all
 */
export function siemEvents(feed: Feed, types: readonly string[]): Stream<SourceRecord, EventStreamPosition> {
  const selection = [...types].sort().join(',');
  const key = `siem.stream.${feed}`;
  return {
    key,
    log: 'siem',
    type: types.length === 0 ? 'all' : types.join(','),
    typeOf: ({ value }) => typeOfEvent(value) ?? 'unknown',
    fingerprint: `siem/${feed}-stream/${selection}`,
    pages: (from, context) => read({ feed, types, key }, from, context),
    parse: parsePosition,
    startAt,
    replay: (start, end, context) => replayBatches(feed, types, start, end, context),
    identify: ({ value }) => eventHash(value).slice(0, 32),
    lag: (position, now) => Math.max(0, now - position.through),
    quietSince: (position) => position.quietSince ?? undefined,
  };
}

interface What {
  readonly feed: Feed;
  readonly types: readonly string[];
  readonly key: string;
}

async function* read(
  what: What,
  from: EventStreamPosition | undefined,
  context: ReadContext,
): AsyncGenerator<EventPage> {
  const now = Date.now();
  const walk = new EventWalk(from ?? startAt(now - context.lookbackMs, now));
  yield* walk.beyondReach(now);
  const askedBefore = new Set<string>();
  let mayRewind = true;
  for (let pages = 0; pages < MAX_PAGES_PER_POLL; pages += 1) {
    const listing = await listOrRefusal(what, walk, context);
    if (listing instanceof MimecastError && (walk.position.cursor === null || !mayRewind)) throw listing;
    const end =
      listing instanceof MimecastError
        ? `the API refuses the cursor (${listing.vendorCode ?? listing.code})`
        : yield* deliver(listing, what, walk, askedBefore, context);
    if (end === 'done') return;
    if (end === 'go-on') continue;
    yield walk.rewound(end);
    // A second one in the same poll: the next poll goes on by date.
    if (!mayRewind) return;
    mayRewind = false;
    askedBefore.clear();
  }
}

/** @returns why the cursor that came with it can't be gone on with, where that is so */
async function* deliver(
  listing: EventListing,
  { feed }: What,
  walk: EventWalk,
  askedBefore: Set<string>,
  context: ReadContext,
): AsyncGenerator<EventPage, string> {
  const asked = walk.position.cursor;
  if (asked !== null) askedBefore.add(asked);
  const { next, caughtUp, events, bad } = listing;
  const empty = events.length === 0 && bad.length === 0;
  const verdict = judgeCursor({ asked, next, empty, caughtUp, askedBefore });
  yield* walk.deliver(listing, verdict, eventsPath(feed), context);
  return verdict.kind === 'broken' ? verdict.reason : verdict.kind;
}

async function listOrRefusal(
  what: What,
  { position }: EventWalk,
  context: ReadContext,
): Promise<EventListing | MimecastError> {
  const start = Math.max(position.start, Date.now() - STREAM_REACH_MS);
  try {
    return await listEvents({ ...what, cursor: position.cursor, start }, context);
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}

function isRefusal(error: unknown): error is MimecastError {
  return error instanceof MimecastError && error.code === 'MIMECAST_BAD_REQUEST';
}

/** The feed itself goes back a day, its batches a week; the events are the same. */
async function* replayBatches(
  feed: Feed,
  types: readonly string[],
  start: number,
  end: number,
  context: ReadContext,
): AsyncGenerator<EventPage> {
  const next = startAt(start, Date.now());
  for (const [type, subtypes] of bySubtype(types.length === 0 ? ALL_TYPES[feed] : types)) {
    const wanted = ({ value }: SourceRecord): boolean =>
      subtypes.has(undefined) || subtypes.has(String(value['subtype']));
    for await (const page of replay(feed, type, start, end, context)) {
      yield { ...page, records: page.records.filter(wanted), next };
    }
  }
}

/** `process:Hld` is a type with a subtype, which the batches do not know; undefined: all of them. */
function bySubtype(types: readonly string[]): ReadonlyMap<string, ReadonlySet<string | undefined>> {
  const wanted = new Map<string, Set<string | undefined>>();
  for (const word of types) {
    const [type = '', subtype] = word.split(':');
    wanted.set(type, new Set([...(wanted.get(type) ?? []), subtype]));
  }
  return wanted;
}
