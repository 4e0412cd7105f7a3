import { FORBIDDEN } from '../../access/authorization';
import type { Tenant } from '../../catalog/tenant';
import type { Feed } from '../../common/feeds';
import { Random } from '../../common/random';
import { ConstantTokens } from '../../faults/constant-tokens';
import { type HttpRequest, type HttpResponse, json, siemFailure } from '../../http/exchange';
import { PageTokens } from '../../http/page-tokens';
import {
  compareEventOrder,
  type EventLog,
  type EventOrder,
  STREAM_RETENTION_MS,
  type StreamEvent,
} from './event-log';
import { encodeMark, parseStreamQuery, type StreamQuery } from './stream-query';

/** Maximum number of events that a page repeats. */
const MAX_REPEATED = 5;

interface Page {
  readonly fresh: readonly StreamEvent[];
  readonly repeated: readonly StreamEvent[];
  readonly more: boolean;
}

/** GET /siem/v1/events/{cg,ci} (wire.md 4.2). */
export class StreamFeed {
  readonly #random: Random;
  /** Unlike page tokens, cursors do not expire and survive a restart. */
  readonly #cursors: PageTokens;
  /** Cursors that fault `dead-cursor` revoked. */
  readonly #revokedCursors = new Set<string>();
  readonly #constantCursors = new ConstantTokens<EventOrder>();

  readonly #tenant: Tenant;
  readonly #feed: Feed;
  readonly #broadcast: EventLog;

  constructor(tenant: Tenant, feed: Feed, broadcast: EventLog) {
    this.#tenant = tenant;
    this.#feed = feed;
    this.#broadcast = broadcast;
    const { seed } = tenant.settings;
    this.#random = new Random(seed ^ 0x57e4);
    const settings = { lifetimeMs: Number.POSITIVE_INFINITY, survive: true };
    this.#cursors = new PageTokens(seed, settings, tenant.clock);
  }

  list(request: HttpRequest): HttpResponse {
    const { clock, cursors, grants, settings } = this.#tenant;
    const sent = request.query.get('nextPage');
    // a cursor of zeros never leads to events (wire.md 4.1 and 14, row 2)
    if (sent !== null && cursors.decode(sent) === 'zero')
      return this.#buildResponse([], cursors.encodeZero(this.#feed), true);
    const parsed = parseStreamQuery(request.query, this.#feed, this.#cursors, clock.now());
    if (!parsed.ok) return siemFailure(parsed.why);
    const moved = sent === null ? undefined : this.#constantCursors.markOf(sent);
    const query = moved === undefined ? parsed.value : { ...parsed.value, after: moved };
    const granted = query.typeFilters.filter(({ type }) => grants.siem.includes(type));
    // a list with a type that is not granted is refused; without a list only the granted types are used
    if (granted.length === 0 || (query.named && granted.length < query.typeFilters.length)) return FORBIDDEN;
    const { token, after } = query;
    if (token !== undefined && this.#isRevoked(token)) return siemFailure('Invalid page token');
    const isStale = after !== undefined && after.availableAt < clock.now() - STREAM_RETENTION_MS;
    if (isStale && settings.staleCursor === 'refused') return siemFailure('Invalid page token');

    const page = this.#page({ ...query, typeFilters: granted });
    const next = this.#next(query, page);
    return this.#buildResponse([...page.repeated, ...page.fresh], next.token, next.caughtUp);
  }

  #isRevoked(token: string): boolean {
    if (this.#tenant.faults.fires('dead-cursor', this.#feed)) this.#revokedCursors.add(token);
    return this.#revokedCursors.has(token);
  }

  #page(query: StreamQuery): Page {
    const { settings, clock, faults } = this.#tenant;
    const { after, from, to, pageSize } = query;
    const oldest = clock.now() - STREAM_RETENTION_MS;
    const matching = this.#broadcast
      .available()
      .filter(
        (event) =>
          event.availableAt >= oldest &&
          event.timestamp >= from &&
          event.timestamp < to &&
          query.typeFilters.some(
            ({ type, subtype }) => type === event.file.type && (subtype ?? event.subtype) === event.subtype,
          ),
      );
    const start =
      after === undefined ? 0 : matching.findIndex((event) => compareEventOrder(event, after) > 0);
    const behind = start < 0 ? matching.length : start;
    const repeats =
      behind > 0 &&
      behind < matching.length &&
      (faults.fires('repeated-events', this.#feed) || this.#random.chance(settings.repeatedPages));
    const count = repeats ? Math.min(MAX_REPEATED, behind, pageSize - 1) : 0;
    const end = behind + pageSize - count;
    return {
      repeated: matching.slice(behind - count, behind),
      fresh: matching.slice(behind, end),
      more: end < matching.length,
    };
  }

  #next(query: StreamQuery, page: Page): { token: string; caughtUp: boolean } {
    const { faults, cursors } = this.#tenant;
    const { token, after, from, to } = query;
    const isEmpty = page.fresh.length === 0;
    const caughtUp = !page.more && (isEmpty || this.#random.chance(0.5));
    if (token !== undefined && !isEmpty && faults.fires('repeated-cursor', this.#feed))
      return { token, caughtUp: false };
    if (token !== undefined && this.#staysConstant(token, page))
      return { token, caughtUp: isEmpty && this.#random.chance(0.5) };
    if (faults.fires('zero-cursor', this.#feed)) return { token: cursors.encodeZero(this.#feed), caughtUp };
    if (isEmpty && token !== undefined && this.#random.chance(0.5)) return { token, caughtUp };
    const last = page.fresh.at(-1) ?? after ?? { availableAt: 0, rank: 0, number: 0, index: 0 };
    return { token: this.#cursors.encode(query.binding, encodeMark(last, from, to)), caughtUp };
  }

  /** Whether the cursor of the request is handed out again, and leads to the next page from now on. */
  #staysConstant(token: string, { fresh }: Page): boolean {
    const last = fresh.at(-1);
    if (last === undefined) return this.#constantCursors.markOf(token) !== undefined;
    if (!this.#tenant.faults.fires('constant-cursor', this.#feed)) return false;
    this.#constantCursors.move(token, last);
    return true;
  }

  #buildResponse(events: readonly StreamEvent[], token: string, caughtUp: boolean): HttpResponse {
    const head = json(200, {
      '@nextLink': token,
      '@nextPage': token,
      pageSize: events.length,
      ...(this.#tenant.faults.fires('not-caught-up-flag-missing', this.#feed)
        ? {}
        : { isCaughtUp: caughtUp }),
    });
    // the records are inserted as text, without parsing them
    const value = events.map((event) => this.#broadcast.line(event)).join(',');
    return { ...head, body: `{"value":[${value}],${head.body.slice(1)}` };
  }
}
