import type { Notice, Page, ReadContext, SourceRecord } from '../../shipping/stream';
import { eventTime } from '../lines/read-records';
import { ApiRecord } from '../paged/api-record';
import { shortHash } from '../paged/canonical';
import { chunksOf } from '../paged/chunks';
import { quarantined } from '../paged/envelope';
import type { CursorVerdict } from './cursor';
import type { EventListing } from './event-stream-listing';
import { type EventStreamPosition, KEPT_MS, STREAM_REACH_MS } from './event-stream-position';
import { RecentEvents } from './event-stream-recent';
import { eventHash, typeOfEvent } from './event-stream-record';
import { gap, rewind } from './notices';

export type EventPage = Page<SourceRecord, EventStreamPosition>;

/** A rewind by time goes back so far at least, behind what was read last. ms */
const OVERLAP_MS = 10 * 60_000;

interface Item {
  readonly hash: string;
  readonly record: SourceRecord;
}

/** One poll's way through the stream feed: the position as it will be once all that was yielded has been delivered. */
export class EventWalk {
  readonly #recent: RecentEvents;
  #unreported = 0;
  #state: EventStreamPosition;

  constructor(state: EventStreamPosition) {
    this.#state = state;
    this.#recent = new RecentEvents(state.recent, state.knownSince);
  }

  get position(): EventStreamPosition {
    return this.#state;
  }

  page(records: readonly SourceRecord[] = [], notices: readonly Notice[] = []): EventPage {
    const bytes = this.#unreported;
    this.#unreported = 0;
    return { records, next: this.#state, notices, bytes };
  }

  /** Type by type; only the last page turns to the next cursor, also where there was none but that. */
  async *deliver(
    listing: EventListing,
    verdict: CursorVerdict,
    path: string,
    context: ReadContext,
  ): AsyncGenerator<EventPage> {
    this.#unreported += listing.bytes;
    const met = listing.events.map((value) => ({
      hash: shortHash(eventHash(value)),
      record: new ApiRecord(value),
    }));
    // What one page has twice happened twice; what an earlier one had is a repetition.
    const fresh = met.filter(({ hash }) => !this.#recent.has(hash));
    const pages = [...byType(fresh).values()].flatMap((items) => chunksOf(items, context));
    for (const items of pages.slice(0, -1)) {
      this.#emitted(items);
      yield this.page(items.map(({ record }) => record));
    }
    const last = pages.at(-1) ?? [];
    const skipped = this.#skipped(listing);
    this.#emitted(last);
    this.#turn(listing, verdict);
    const dropped = met.length - fresh.length;
    const duplicates: Notice[] = dropped === 0 ? [] : [{ kind: 'duplicates', count: dropped }];
    yield this.page(
      last.map(({ record }) => record),
      [...skipped, ...quarantined(path, listing.bad), ...duplicates],
    );
  }

  /**
   * Back to asking by date, and as far as the feed goes: events appear late, by their time, and what was emitted
   * is known. Where there was more than can be known it is not so far, and told.
   */
  rewound(reason: string): EventPage {
    const { since, through, knownSince } = this.#state;
    const oldest = Math.max(since, Date.now() - STREAM_REACH_MS);
    const start =
      knownSince <= oldest ? oldest : Math.max(oldest, Math.min(through - OVERLAP_MS, knownSince));
    this.#change({ cursor: null, start });
    const notice = rewind(start, `${reason}; reading again by time`);
    const late = 'after a rewind: what of it had not appeared by then is not read';
    return this.page([], start > oldest ? [notice, gap(oldest, start, late, true)] : [notice]);
  }

  /** Nothing was asked for in a day: the cursor may still be good, but not for what was before that day. */
  *beyondReach(now: number): Generator<EventPage> {
    const oldest = now - STREAM_REACH_MS;
    const { through, askedAt } = this.#state;
    if (Math.max(through, askedAt) >= oldest) return;
    this.#change({ through: oldest });
    yield this.page([], [beyond(through, oldest)]);
  }

  /** Reading took so long that the feed has skipped what grew too old meanwhile. */
  #skipped({ events, askedAt }: EventListing): readonly Notice[] {
    const { through } = this.#state;
    const oldest = askedAt - KEPT_MS;
    const first = Math.min(...events.map(eventTime));
    if (through >= oldest || first < oldest || events.length === 0) return [];
    return [beyond(through, oldest)];
  }

  #emitted(items: readonly Item[]): void {
    this.#recent.add(
      items.map(({ hash }) => hash),
      Date.now(),
    );
    this.#change({ recent: this.#recent.saved, knownSince: this.#recent.knownSince });
  }

  #turn({ events, askedAt, caughtUp }: EventListing, verdict: CursorVerdict): void {
    if (verdict.kind === 'broken') return;
    const { through, quietSince, start } = this.#state;
    const done = verdict.kind === 'done' && (caughtUp ?? events.length === 0);
    const newest = events.reduce((latest, event) => Math.max(latest, eventTime(event)), 0);
    const reached = Math.max(through, done ? askedAt : Math.min(newest, askedAt));
    this.#change({
      cursor: verdict.cursor,
      through: reached,
      askedAt,
      // Without a cursor the next request is one by date again.
      start: verdict.cursor === null ? Math.max(start, reached - OVERLAP_MS) : start,
      quietSince: done && events.length === 0 ? (quietSince ?? askedAt) : null,
    });
  }

  #change(change: Partial<EventStreamPosition>): void {
    this.#state = { ...this.#state, ...change };
  }
}

/** The batch feed keeps a week. */
function beyond(from: number, to: number): Notice {
  return gap(from, to, 'further back than the 24 hours of the stream feed', true);
}

function byType(items: readonly Item[]): ReadonlyMap<string | undefined, readonly Item[]> {
  const groups = new Map<string | undefined, Item[]>();
  for (const item of items) {
    const type = typeOfEvent(item.record.value);
    groups.set(type, [...(groups.get(type) ?? []), item]);
  }
  return groups;
}
