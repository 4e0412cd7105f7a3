import type { Notice, Page, ReadContext, SourceRecord } from '../../contracts/stream';
import { shortHash } from '../../util/canonical-json';
import { MINUTE_MS } from '../../util/time';
import { CLOCK_TOLERANCE_MS, eventTime } from '../ndjson/parse-records';
import { gapNotice, rewindNotice } from '../notices';
import { ApiRecord, chunksOf } from '../rest/api-record';
import { responseQuarantineNotices } from '../rest/envelope';
import type { CursorStep } from '../siem-batch/next-cursor';
import { RecentEventCache } from './dedup';
import { eventHash, typeOfEvent } from './event-hash';
import type { EventListing } from './listing';
import { type EventStreamPosition, RETENTION_MS, STREAM_LOOKBACK_MS } from './position';

export type EventPage = Page<SourceRecord, EventStreamPosition>;

/** ms. A rewind by time goes back at least this far before the last event that was read. */
const OVERLAP_MS = 10 * MINUTE_MS;

interface Item {
  readonly hash: string;
  readonly record: SourceRecord;
}

export function toItems(events: EventListing['events']): readonly Item[] {
  return events.map((value) => ({ hash: shortHash(eventHash(value)), record: new ApiRecord(value) }));
}

/** Read state of one poll. `position` is the position to save once everything yielded so far has been delivered. */
export class EventReadState {
  readonly #recent: RecentEventCache;
  #unreportedBytes = 0;
  #position: EventStreamPosition;
  #cursor: string | null;
  #hasEmitted = false;

  /** @param cursor of the next request, if it is not the one of the position */
  constructor(initial: EventStreamPosition, cursor: string | null = initial.cursor) {
    this.#position = initial;
    this.#cursor = cursor;
    this.#recent = new RecentEventCache(initial.recent, initial.knownSince);
  }

  get position(): EventStreamPosition {
    return this.#position;
  }

  /** Cursor of the next request; null: by date. The one of the position, unless that must not be saved. */
  get cursor(): string | null {
    return this.#cursor;
  }

  get hasEmitted(): boolean {
    return this.#hasEmitted;
  }

  createPage(records: readonly SourceRecord[] = [], notices: readonly Notice[] = []): EventPage {
    const bytes = this.#unreportedBytes;
    this.#unreportedBytes = 0;
    return { records, next: this.#position, notices, bytes };
  }

  /** Yields the events of a page, type by type. The position moves to the next cursor with the last page, which may be empty. */
  async *deliver(
    listing: EventListing,
    all: readonly Item[],
    step: CursorStep,
    path: string,
    context: ReadContext,
  ): AsyncGenerator<EventPage> {
    this.#unreportedBytes += listing.bytes;
    // Equal events on one page are two events; an event of an earlier page is a duplicate.
    const fresh = all.filter(({ hash }) => !this.#recent.has(hash));
    const pages = [...groupByType(fresh).values()].flatMap((items) => chunksOf(items, context));
    for (const items of pages.slice(0, -1)) {
      this.#markEmitted(items);
      yield this.createPage(items.map(({ record }) => record));
    }
    const last = pages.at(-1) ?? [];
    const skipped = this.#droppedGap(listing);
    this.#markEmitted(last);
    this.#advance(listing, step);
    const dropped = all.length - fresh.length;
    const duplicates: Notice[] = dropped === 0 ? [] : [{ kind: 'duplicates', count: dropped }];
    yield this.createPage(
      last.map(({ record }) => record),
      [...skipped, ...responseQuarantineNotices(path, listing.bad), ...duplicates],
    );
  }

  /**
   * Goes back to requests by date, as far back as the feed keeps events: events may appear late, and the ones that
   * were emitted are recognised by hash. If the hashes do not go back that far, the rewind is shorter, and the rest is
   * reported as a gap.
   */
  rewind(reason: string): EventPage {
    const { oldest, start } = this.#rewindStart(Date.now());
    this.#cursor = null;
    this.#update({ cursor: null, start });
    const notice = rewindNotice(start, `${reason}; reading again by time`);
    const reasonOfGap = 'after a rewind: what of it had not appeared by then is not read';
    return this.createPage(
      [],
      start > oldest ? [notice, gapNotice(oldest, start, reasonOfGap, true)] : [notice],
    );
  }

  /** Epoch ms: the oldest event that the feed still has, and the oldest that can be read again without duplicates. */
  #rewindStart(now: number): { readonly oldest: number; readonly start: number } {
    const { since, through, knownSince } = this.#position;
    const oldest = Math.max(since, now - STREAM_LOOKBACK_MS);
    const start =
      knownSince <= oldest ? oldest : Math.max(oldest, Math.min(through - OVERLAP_MS, knownSince));
    return { oldest, start };
  }

  /** No request within the retention: the cursor may still be valid, but older events are lost. Reports the gap. */
  *skipExpired(now: number): Generator<EventPage> {
    const oldest = now - STREAM_LOOKBACK_MS;
    const { through, askedAt } = this.#position;
    if (Math.max(through, askedAt) >= oldest) return;
    this.#update({ through: oldest });
    yield this.createPage([], [retentionGap(through, oldest)]);
  }

  /** Gap when reading was so slow that the feed dropped events in the meantime. */
  #droppedGap({ events, askedAt }: EventListing): readonly Notice[] {
    const { through } = this.#position;
    const oldest = askedAt - RETENTION_MS;
    const first = events.reduce(
      (oldest, event) => Math.min(oldest, eventTime(event)),
      Number.POSITIVE_INFINITY,
    );
    if (through >= oldest || first < oldest || events.length === 0) return [];
    return [retentionGap(through, oldest)];
  }

  #markEmitted(items: readonly Item[]): void {
    this.#hasEmitted ||= items.length > 0;
    this.#recent.add(
      items.map(({ hash }) => hash),
      Date.now(),
    );
    this.#update({ recent: this.#recent.saved, knownSince: this.#recent.knownSince });
  }

  #advance({ events, askedAt, caughtUp }: EventListing, step: CursorStep): void {
    if (step.kind === 'broken') return;
    const { through, quietSince, start } = this.#position;
    // With a cursor that always is the same, an empty page is the end, whatever the flag says.
    const isEnd = events.length === 0 && (step.repeated || caughtUp === undefined);
    const done = step.kind === 'done' && (caughtUp === true || isEnd);
    // An event from the future says nothing about what has been read.
    const newest = events
      .map(eventTime)
      .filter((time) => time <= askedAt + CLOCK_TOLERANCE_MS)
      .reduce((latest, time) => Math.max(latest, time), 0);
    const reached = Math.max(through, done ? askedAt : Math.min(newest, askedAt));
    this.#cursor = step.cursor;
    this.#update({
      // A cursor that repeats is no position: the next poll continues by date, unless it knows the cursor.
      cursor: step.repeated ? null : step.cursor,
      through: reached,
      askedAt,
      // Without a cursor the next request is by date again.
      start: step.cursor === null ? Math.max(start, reached - OVERLAP_MS) : start,
      quietSince: done && events.length === 0 ? (quietSince ?? askedAt) : null,
    });
    if (step.repeated) this.#update({ start: this.#rewindStart(askedAt).start });
  }

  #update(change: Partial<EventStreamPosition>): void {
    this.#position = { ...this.#position, ...change };
  }
}

/** Recoverable, because the batch feed keeps events for seven days. */
function retentionGap(from: number, to: number): Notice {
  return gapNotice(from, to, 'further back than the 24 hours of the stream feed', true);
}

function groupByType(items: readonly Item[]): ReadonlyMap<string | undefined, readonly Item[]> {
  const groups = new Map<string | undefined, Item[]>();
  for (const item of items) {
    const type = typeOfEvent(item.record.value);
    const group = groups.get(type);
    if (group === undefined) groups.set(type, [item]);
    else group.push(item);
  }
  return groups;
}
