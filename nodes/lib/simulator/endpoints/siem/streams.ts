import type { Tenant } from '../../catalog/tenant';
import { FEEDS, type Feed, type FeedType, TYPES_OF } from '../../common/feeds';
import type { StreamLogName } from '../../common/log-names';
import type { LogRange, LogSource } from '../../expected/expected-logs';
import type { HttpRequest } from '../../http/exchange';
import type { AuthorizedRoute } from '../../http/route';
import { EventLog } from './event-log';
import { StreamFeed } from './stream-feed';

/** Both stream feeds: endpoints and expected records. */
export class StreamFeeds {
  readonly #broadcasts: ReadonlyMap<Feed, EventLog>;

  readonly #tenant: Tenant;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
    const { settings, clock, content, catalogue } = tenant;
    this.#broadcasts = new Map(
      FEEDS.map((feed) => [feed, new EventLog(feed, settings, clock, content, catalogue.origin)]),
    );
  }

  endpoints(): readonly AuthorizedRoute[] {
    return [...this.#broadcasts].map(([feed, broadcast]) => {
      const stream = new StreamFeed(this.#tenant, feed, broadcast);
      const path = `/siem/v1/events/${feed}` as const;
      return {
        path,
        method: 'GET',
        group: 'siem-stream',
        handle: (request: HttpRequest) => stream.list(request),
      };
    });
  }

  sources(): readonly (readonly [StreamLogName, LogSource])[] {
    return [...this.#broadcasts].flatMap(([feed, broadcast]) => [
      [`${feed}-stream`, this.#sourceOf(broadcast, TYPES_OF[feed])] as const,
      ...TYPES_OF[feed].map((type) => [nameOf(type), this.#sourceOf(broadcast, [type])] as const),
    ]);
  }

  /** `from` and `to` select by timestamp, `visibleBy` by when the feed had the event. */
  #sourceOf(broadcast: EventLog, types: readonly FeedType[]): LogSource {
    const { clock } = this.#tenant;
    return {
      unstableMembers: [],
      lines: function* ({ from = 0, to = Number.POSITIVE_INFINITY, visibleBy = clock.now() }: LogRange) {
        for (const event of broadcast.all(from, types)) {
          const { timestamp, availableAt } = event;
          const isIn = timestamp >= from && timestamp < to && availableAt <= visibleBy;
          if (isIn) yield broadcast.line(event);
        }
      },
    };
  }
}

function nameOf(type: FeedType): StreamLogName {
  if (type === 'entities' || type === 'mailflow' || type === 'urlclick') return `ci-stream.${type}`;
  return `cg-stream.${type}`;
}
