import type { Tenant } from '../../catalog/tenant';
import { formatApiDate, MINUTE } from '../../common/dates';
import { POLICY_KINDS, type PolicyKind, policyKindRow } from '../../common/policy-kinds';
import { encodeSecureId } from '../../common/secure-id';
import {
  INVALID_PAGE_TOKEN,
  pagedResponse,
  parseEnvelope,
  unpagedResponse,
  validationFailure,
} from '../../http/envelope';
import { type HttpRequest, type HttpResponse, json } from '../../http/exchange';
import type { PageTokens } from '../../http/page-tokens';
import type { AuthorizedRoute } from '../../http/route';
import { SnapshotPager, type SnapshotRow } from '../snapshot/pager';
import { restList } from '../snapshot/rest';
import { pageSizeOf } from '../window/request';
import type { PolicyStore } from './policies';

const BLOCKED = '/api/policy/blockedsenders/get-policy';
const BYPASS = '/api/policy/antispoofing-bypass/get-policy';

/** Reads of the tenant's configuration (wire.md 10.6, 11.2, 11.5, 12.2). */
export class PolicyApi {
  readonly #pager: SnapshotPager;

  readonly #tenant: Tenant;
  readonly #policies: PolicyStore;

  constructor(tenant: Tenant, policies: PolicyStore, tokens: PageTokens) {
    this.#tenant = tenant;
    this.#policies = policies;
    this.#pager = new SnapshotPager(tokens, tenant.faults);
  }

  endpoints(): readonly AuthorizedRoute[] {
    return [
      ...POLICY_KINDS.map((kind): AuthorizedRoute => {
        const { path, family } = policyKindRow(kind);
        const method = family === 'rest' || family === 'single' ? 'GET' : 'POST';
        const unpublished = family === 'opaque' ? ({ unpublished: true } as const) : {};
        return {
          path,
          method,
          group: 'api',
          ...unpublished,
          handle: (request) => this.#respond(kind, request),
        };
      }),
      this.#legacyRoute(BLOCKED, 'blocked-senders'),
      this.#legacyRoute(BYPASS, 'anti-spoofing-bypass'),
    ];
  }

  #respond(kind: PolicyKind, request: HttpRequest): HttpResponse {
    const { family, list = '' } = policyKindRow(kind);
    const body = this.#policies.bodyOf(kind);
    if (body !== undefined) return json(200, body);
    if (family === 'paged') return this.#pagedList(kind, request);
    if (family === 'export') return this.#export(kind, list, request);
    if (family === 'rest') {
      return restList(
        request,
        this.#rows(kind),
        this.#pager,
        list,
        'nextPage',
        this.#tenant.settings.logPageSize,
      );
    }
    if (family === 'single') return json(200, this.#policies.list(kind)[0] ?? {});
    return this.#unpagedList(request, this.#policies.list(kind));
  }

  /** POST with at most one filter; none lists everything (wire.md 10.6). */
  #pagedList(kind: PolicyKind, request: HttpRequest): HttpResponse {
    const envelope = parseEnvelope(request.body);
    const [filter, ...more] = envelope?.data ?? [];
    // an empty filter is refused like any other without a value (wire.md 3.1)
    if (
      envelope === undefined ||
      more.length > 0 ||
      (filter !== undefined && Object.keys(filter).length === 0)
    )
      return validationFailure({ field: 'data', code: 'err_validation_null', message: 'Cannot be null' });
    const size = pageSizeOf(envelope.pageSize, this.#tenant.settings.logPageSize);
    if (size === undefined)
      return validationFailure({
        field: 'pageSize',
        code: 'err_validation_range',
        message: 'Must be a positive number',
      });
    const rows = this.#rows(kind);
    const asked = { pageSize: size, token: envelope.pageToken, binding: `${request.path} ${size}` };
    const page = this.#pager.page(rows, asked);
    if (page === 'refused') return validationFailure(INVALID_PAGE_TOKEN);
    if ('status' in page) return page;
    return pagedResponse(page.records, page.records.length, { next: page.next, totalCount: rows.length });
  }

  /** Exactly one item with the kind of backup. The response is not public: this is its simplest form (wire.md 11.5). */
  #export(kind: PolicyKind, backupType: string, request: HttpRequest): HttpResponse {
    const [item, ...more] = parseEnvelope(request.body)?.data ?? [];
    if (item?.['backupType'] !== backupType || more.length > 0)
      return validationFailure({
        field: 'backupType',
        code: 'err_validation_null',
        message: 'Cannot be null',
      });
    const salt = String(this.#tenant.clock.now());
    return unpagedResponse([{ backupType, entries: this.#rows(kind).map(({ write }) => write(salt)) }]);
  }

  /** The same policies, nested in `policy` as in responses of `/api/policy/*` (wire.md 11.2). */
  #legacyRoute(path: AuthorizedRoute['path'], kind: PolicyKind): AuthorizedRoute {
    const handle = (request: HttpRequest): HttpResponse => {
      const body = this.#policies.bodyOf(kind);
      if (body !== undefined) return json(200, body);
      const records = this.#rows(kind).map(({ write }) => {
        const { id, option, fromDateTime, toDateTime, ...policy } = write(String(this.#tenant.clock.now()));
        return {
          id,
          option,
          policy: { ...policy, fromDate: fromDateTime, toDate: toDateTime, conditions: {} },
        };
      });
      return this.#unpagedList(request, records);
    };
    return { path, method: 'POST', group: 'api', handle };
  }

  #unpagedList(request: HttpRequest, records: readonly unknown[]): HttpResponse {
    const envelope = parseEnvelope(request.body);
    // Up to 500 filters by id (wire.md 11.2). An item without an id is refused (wire.md 3.1).
    if (envelope === undefined || envelope.data?.some((item) => typeof item['id'] !== 'string')) {
      return validationFailure({ field: 'id', code: 'err_validation_null', message: 'Cannot be null' });
    }
    return unpagedResponse(records);
  }

  /** Ids differ between reads (wire.md 11.2). */
  #rows(kind: PolicyKind): readonly SnapshotRow[] {
    const { accountCode } = this.#tenant.settings;
    const isSynchronised = kind === 'directory-integrations';
    return this.#policies.list(kind).map((policy, index) => {
      const key = `${kind} ${index} ${String(policy['description'] ?? policy['domain'] ?? '')}`;
      // a directory that says nothing else was synchronised within the hour
      const times = isSynchronised
        ? { lastSyncDateTime: formatApiDate(this.#tenant.clock.now() - 20 * MINUTE) }
        : {};
      const write = (salt: string) => ({ id: encodeSecureId(accountCode, key, salt), ...times, ...policy });
      return { key, write };
    });
  }
}
