import type { Notice, Page, ReadContext, SourceRecord } from '../../contracts/stream';
import { eventTime } from '../ndjson/parse-records';
import { ApiRecord } from '../rest/api-record';
import { shortHash } from '../../util/canonical-json';
import { chunksOf } from '../rest/chunks';
import { quarantined } from '../rest/envelope';
import type { CursorVerdict } from '../siem-batch/next-cursor';
import type { EventListing } from './listing';
import { type EventStreamPosition, KEPT_MS, STREAM_REACH_MS } from './position';
import { RecentEvents } from './dedup';
import { eventHash, typeOfEvent } from './event-hash';
import { gap, rewind } from '../notices';

export type EventPage = Page<SourceRecord, EventStreamPosition>;

/** ms. A rewind by time goes back at least this far before the last event that was read. */
const OVERLAP_MS = 10 * 60_000;

interface Item {
  readonly hash: string;
  readonly record: SourceRecord;
}

/** Read state of one poll. `position` is the position to save once everything yielded so far has been delivered. */
export class EventWalk {
  readonly #recent: RecentEvents;
  #unreportedBytes = 0;
  #position: EventStreamPosition;

  constructor(initial: EventStreamPosition) {
    this.#position = initial;
    this.#recent = new RecentEvents(initial.recent, initial.knownSince);
  }

  get position(): EventStreamPosition {
    return this.#position;
  }

  page(records: readonly SourceRecord[] = [], notices: readonly Notice[] = []): EventPage {
    const bytes = this.#unreportedBytes;
    this.#unreportedBytes = 0;
    return { records, next: this.#position, notices, bytes };
  }

  /** Yields the events of a page, type by type. The position moves to the next cursor with the last page, which may be empty. */
  async *deliver(
    listing: EventListing,
    step: CursorVerdict,
    path: string,
    context: ReadContext,
  ): AsyncGenerator<EventPage> {
    this.#unreportedBytes += listing.bytes;
    const all = listing.events.map((value) => ({
      hash: shortHash(eventHash(value)),
      record: new ApiRecord(value),
    }));
    // Equal events on one page are two events; an event of an earlier page is a duplicate.
    const fresh = all.filter(({ hash }) => !this.#recent.has(hash));
    const pages = [...groupByType(fresh).values()].flatMap((items) => chunksOf(items, context));
    for (const items of pages.slice(0, -1)) {
      this.#markEmitted(items);
      yield this.page(items.map(({ record }) => record));
    }
    const last = pages.at(-1) ?? [];
    const skipped = this.#droppedGap(listing);
    this.#markEmitted(last);
    this.#advance(listing, step);
    const dropped = all.length - fresh.length;
    const duplicates: Notice[] = dropped === 0 ? [] : [{ kind: 'duplicates', count: dropped }];
    yield this.page(
      last.map(({ record }) => record),
      [...skipped, ...quarantined(path, listing.bad), ...duplicates],
    );
  }

  /**
   * Goes back to requests by date, as far back as the feed keeps events: events may appear late, and the ones that
   * were emitted are recognised by hash. If the hashes do not go back that far, the rewind is shorter, and the rest is
   * reported as a gap.
   */
  rewound(reason: string): EventPage {
    const { since, through, knownSince } = this.#position;
    const oldest = Math.max(since, Date.now() - STREAM_REACH_MS);
    const start =
      knownSince <= oldest ? oldest : Math.max(oldest, Math.min(through - OVERLAP_MS, knownSince));
    this.#update({ cursor: null, start });
    const notice = rewind(start, `${reason}; reading again by time`);
    const reasonOfGap = 'after a rewind: what of it had not appeared by then is not read';
    return this.page([], start > oldest ? [notice, gap(oldest, start, reasonOfGap, true)] : [notice]);
  }

  /** No request within the retention: the cursor may still be valid, but older events are lost. Reports the gap. */
  *beyondReach(now: number): Generator<EventPage> {
    const oldest = now - STREAM_REACH_MS;
    const { through, askedAt } = this.#position;
    if (Math.max(through, askedAt) >= oldest) return;
    this.#update({ through: oldest });
    yield this.page([], [retentionGap(through, oldest)]);
  }

  /** Gap when reading was so slow that the feed dropped events in the meantime. */
  #droppedGap({ events, askedAt }: EventListing): readonly Notice[] {
    const { through } = this.#position;
    const oldest = askedAt - KEPT_MS;
    const first = Math.min(...events.map(eventTime));
    if (through >= oldest || first < oldest || events.length === 0) return [];
    return [retentionGap(through, oldest)];
  }

  #markEmitted(items: readonly Item[]): void {
    this.#recent.add(
      items.map(({ hash }) => hash),
      Date.now(),
    );
    this.#update({ recent: this.#recent.saved, knownSince: this.#recent.knownSince });
  }

  #advance({ events, askedAt, caughtUp }: EventListing, step: CursorVerdict): void {
    if (step.kind === 'broken') return;
    const { through, quietSince, start } = this.#position;
    const done = step.kind === 'done' && (caughtUp ?? events.length === 0);
    const newest = events.reduce((latest, event) => Math.max(latest, eventTime(event)), 0);
    const reached = Math.max(through, done ? askedAt : Math.min(newest, askedAt));
    this.#update({
      cursor: step.cursor,
      through: reached,
      askedAt,
      // Without a cursor the next request is by date again.
      start: step.cursor === null ? Math.max(start, reached - OVERLAP_MS) : start,
      quietSince: done && events.length === 0 ? (quietSince ?? askedAt) : null,
    });
  }

  #update(change: Partial<EventStreamPosition>): void {
    this.#position = { ...this.#position, ...change };
  }
}

/** Recoverable, because the batch feed keeps events for seven days. */
function retentionGap(from: number, to: number): Notice {
  return gap(from, to, 'further back than the 24 hours of the stream feed', true);
}

function groupByType(items: readonly Item[]): ReadonlyMap<string | undefined, readonly Item[]> {
  const groups = new Map<string | undefined, Item[]>();
  for (const item of items) {
    const type = typeOfEvent(item.record.value);
    groups.set(type, [...(groups.get(type) ?? []), item]);
  }
  return groups;
}
