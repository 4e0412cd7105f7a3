import type { Tenant } from '../../catalog/tenant';
import { DAY, parseApiDate } from '../../common/dates';
import { isJsonObject, type JsonObject } from '../../common/json';
import type { LogName } from '../../common/log-names';
import type { Path } from '../../common/permissions';
import type { ExpectedLogs } from '../../expected/expected-logs';
import {
  INVALID_PAGE_TOKEN,
  pagedResponse,
  parseEnvelope,
  unpagedResponse,
  validationFailure,
} from '../../http/envelope';
import type { HttpRequest, HttpResponse } from '../../http/exchange';
import type { PageTokens } from '../../http/page-tokens';
import type { AuthorizedRoute } from '../../http/route';
import { SnapshotPager, type SnapshotRow } from '../snapshot/pager';
import { dmarcDays } from './statistics';

interface V2Path {
  readonly path: Path;
  readonly log: LogName;
  /** whether the filter in the request selects the record */
  readonly matches: (record: JsonObject, filter: JsonObject) => boolean;
}

const contains = (text: unknown, word: string): boolean => String(text).toLowerCase().includes(word);

/**
 * Paths that one risk product documents and Mimecast never published (wire.md 10.7), with the filters and the
 * `totalCount` of that product. They exist only where `grants.unpublished` is set.
 */
const V2_PATHS: readonly V2Path[] = [
  {
    path: '/api/v2/ttp/impersonation/get-logs',
    log: 'ttp.impersonation',
    matches: (record, { action }) => action !== 'permitted' || record['action'] === 'none',
  },
  {
    path: '/api/v2/ttp/attachment/get-logs',
    log: 'ttp.attachment',
    matches: (record, { result, action }) =>
      (result === undefined || record['result'] === result) &&
      (action !== 'released' || contains(record['actionTriggered'], 'release')),
  },
  {
    path: '/api/v2/ttp/url/get-logs',
    log: 'ttp.url',
    matches: (record, { action, route }) =>
      (action === undefined || record['action'] === action) &&
      (route === undefined || record['route'] === route),
  },
  { path: '/api/v2/iep/get-logs', log: 'cg-stream.internal email protect', matches: () => true },
  {
    path: '/api/v2/held-messages/get-release-logs',
    log: 'held.releases',
    matches: (record, { releaseType }) => releaseType !== 'user' || isReleasedByUser(record),
  },
];

export class UnpublishedV2Paths {
  readonly #pager: SnapshotPager;

  readonly #tenant: Tenant;
  readonly #ledger: () => ExpectedLogs<LogName>;

  constructor(tenant: Tenant, ledger: () => ExpectedLogs<LogName>, tokens: PageTokens) {
    this.#tenant = tenant;
    this.#ledger = ledger;
    this.#pager = new SnapshotPager(tokens, tenant.faults);
  }

  endpoints(): readonly AuthorizedRoute[] {
    const post = { method: 'POST', group: 'api', unpublished: true } as const;
    return [
      ...V2_PATHS.map(
        (one): AuthorizedRoute => ({
          ...post,
          path: one.path,
          handle: (request) => this.#list(one, request),
        }),
      ),
      { ...post, path: '/api/v2/dmarc/get-analyzer-summary', handle: () => this.#summary() },
    ];
  }

  #list({ log, matches }: V2Path, request: HttpRequest): HttpResponse {
    const envelope = parseEnvelope(request.body);
    const item = envelope?.data?.[0] ?? {};
    const from = parseApiDate(String(item['from'] ?? item['start']));
    const to = parseApiDate(String(item['to'] ?? item['end']));
    if (envelope === undefined || from === undefined || to === undefined) {
      return validationFailure({ field: 'from', code: 'err_validation_null', message: 'Cannot be null' });
    }
    const rows: SnapshotRow[] = [];
    for (const line of this.#ledger().lines(log, { from, to: to + 1000 })) {
      const record: unknown = JSON.parse(line);
      if (isJsonObject(record) && matches(record, item)) rows.push({ key: line, write: () => record });
    }
    const size = Number(envelope.pageSize ?? 25);
    const asked = {
      pageSize: size,
      token: envelope.pageToken,
      binding: `${request.path} ${from} ${to} ${size}`,
    };
    const page = this.#pager.page(rows, asked);
    if (page === 'refused') return validationFailure(INVALID_PAGE_TOKEN);
    if ('status' in page) return page;
    return pagedResponse(page.records, page.records.length, { next: page.next, totalCount: rows.length });
  }

  #summary(): HttpResponse {
    const now = this.#tenant.clock.now();
    const days = dmarcDays(this.#tenant.settings.seed, now - 7 * DAY, now);
    const sum = (of: 'total' | 'aligned'): number => days.reduce((all, day) => all + day[of], 0);
    return unpagedResponse([{ aligned: sum('aligned'), total: sum('total') }]);
  }
}

/** Whether a recipient released the message: that product's meaning of `releaseType=user`. */
function isReleasedByUser({ operator, to, status }: JsonObject): boolean {
  const who = addressOf(operator);
  const recipients = Array.isArray(to) ? to.map(addressOf) : [];
  return status === 'released' && who !== '' && recipients.includes(who);
}

function addressOf(one: unknown): string {
  const text = isJsonObject(one) ? (one['emailAddress'] ?? one['address']) : one;
  return String(text ?? '').toLowerCase();
}
