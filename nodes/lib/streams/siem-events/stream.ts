import { MimecastError } from '../../contracts/errors';
import type { ReadContext, SourceRecord, Stream } from '../../contracts/stream';
import { CG_TYPES, CI_TYPES } from '../../properties/values/siem-types';
import { ConstantCursor } from '../siem-batch/constant-cursor';
import { CursorTrail } from '../siem-batch/next-cursor';
import { replay } from '../siem-batch/replay';
import { eventHash, typeOfEvent } from './event-hash';
import { type EventListing, eventsPath, listEvents } from './listing';
import { type EventStreamPosition, parsePosition, STREAM_LOOKBACK_MS, startAt } from './position';
import { type EventPage, EventReadState, toItems } from './read-state';

type Feed = 'cg' | 'ci';

const MAX_PAGES_PER_POLL = 10_000;
const ALL_TYPES: Readonly<Record<Feed, readonly string[]>> = { cg: CG_TYPES, ci: CI_TYPES };

/**
 * The stream feed: single events soon after they happened, all types in one call, at most 24 hours back (wire.md 4.2).
 * Each yielded page has events of one type.
 * @param types empty: all types
 */
export function createSiemEventStream(
  feed: Feed,
  types: readonly string[],
): Stream<SourceRecord, EventStreamPosition> {
  const selection = [...types].sort().join(',');
  const key = `siem.stream.${feed}`;
  const constant = new ConstantCursor<EventStreamPosition>();
  return {
    key,
    log: 'siem',
    type: types.length === 0 ? 'all' : types.join(','),
    typeOf: ({ value }) => typeOfEvent(value) ?? 'unknown',
    fingerprint: `siem/${feed}-stream/${selection}`,
    pages: (from, context) => readEvents({ feed, types, key, constant }, from, context),
    parse: parsePosition,
    startAt,
    replay: (start, end, context) => replayBatches(feed, types, start, end, context),
    identify: ({ value }) => eventHash(value).slice(0, 32),
    lag: (position, now) => Math.max(0, now - position.through),
    quietSince: (position) => position.quietSince ?? undefined,
  };
}

interface FeedSelection {
  readonly feed: Feed;
  readonly types: readonly string[];
  readonly key: string;
  readonly constant: ConstantCursor<EventStreamPosition>;
}

async function* readEvents(
  selection: FeedSelection,
  from: EventStreamPosition | undefined,
  context: ReadContext,
): AsyncGenerator<EventPage> {
  const now = Date.now();
  const known = selection.constant.take(from, now);
  const state = new EventReadState(from ?? startAt(now - context.lookbackMs, now), known?.cursor);
  yield* state.skipExpired(now);
  let trail = CursorTrail.from(state.position, known);
  let mayRewind = true;
  for (let pages = 0; pages < MAX_PAGES_PER_POLL; pages += 1) {
    const listing = await listOrRejection(selection, state, context);
    if (listing instanceof MimecastError && (state.cursor === null || !mayRewind)) throw listing;
    const end =
      listing instanceof MimecastError
        ? `the API refuses the cursor (${listing.vendorCode ?? listing.code})`
        : yield* deliver(listing, selection, state, trail, context);
    if (end === 'done') return;
    if (end === 'go-on') continue;
    yield state.rewind(end);
    // At most one rewind in a poll; the next poll continues by date.
    if (!mayRewind) return;
    mayRewind = false;
    trail = CursorTrail.byDate();
  }
}

/** @returns `done`, `go-on`, or the reason why the next cursor can't be used */
async function* deliver(
  listing: EventListing,
  { feed, constant }: FeedSelection,
  state: EventReadState,
  trail: CursorTrail,
  context: ReadContext,
): AsyncGenerator<EventPage, string> {
  const { next, caughtUp, events, bad } = listing;
  const empty = events.length === 0 && bad.length === 0;
  const items = toItems(events);
  const keys = [...items.map(({ hash }) => hash), ...bad.map(({ text }) => text)];
  const step = trail.evaluate({ asked: state.cursor, next, empty, caughtUp, keys });
  yield* state.deliver(listing, items, step, eventsPath(feed), context);
  if (step.kind === 'done') constant.remember(step, trail.repeated, state.position, state.hasEmitted);
  return step.kind === 'broken' ? step.reason : step.kind;
}

async function listOrRejection(
  selection: FeedSelection,
  { position, cursor }: EventReadState,
  context: ReadContext,
): Promise<EventListing | MimecastError> {
  const start = Math.max(position.start, Date.now() - STREAM_LOOKBACK_MS);
  try {
    return await listEvents({ ...selection, cursor, start }, context);
  } catch (error) {
    if (isBadRequest(error)) return error;
    throw error;
  }
}

function isBadRequest(error: unknown): error is MimecastError {
  return error instanceof MimecastError && error.code === 'MIMECAST_BAD_REQUEST';
}

/** Replays from the batch feed: it has the same events and keeps seven days, the stream feed one day. */
async function* replayBatches(
  feed: Feed,
  types: readonly string[],
  start: number,
  end: number,
  context: ReadContext,
): AsyncGenerator<EventPage> {
  const next = startAt(start, Date.now());
  for (const [type, subtypes] of bySubtype(types.length === 0 ? ALL_TYPES[feed] : types)) {
    const isSelected = ({ value }: SourceRecord): boolean =>
      subtypes.has(undefined) || subtypes.has(String(value['subtype']));
    for await (const page of replay(feed, type, start, end, context)) {
      yield { ...page, records: page.records.filter(isSelected), next };
    }
  }
}

/**
 * Splits a type such as `process:Hld` into type and subtype: the batch feed has no selection by subtype.
 * A set with undefined has all subtypes.
 */
function bySubtype(types: readonly string[]): ReadonlyMap<string, ReadonlySet<string | undefined>> {
  const selectedSubtypes = new Map<string, Set<string | undefined>>();
  for (const selected of types) {
    const [type = '', subtype] = selected.split(':');
    selectedSubtypes.set(type, new Set([...(selectedSubtypes.get(type) ?? []), subtype]));
  }
  return selectedSubtypes;
}
