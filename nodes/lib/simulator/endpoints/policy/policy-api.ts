import type { Tenant } from '../../catalog/tenant';
import { POLICY_KINDS, type PolicyKind, policyKindRow } from '../../common/policy-kinds';
import { encodeSecureId } from '../../common/secure-id';
import { parseEnvelope, unpagedResponse, validationFailure } from '../../http/envelope';
import { type HttpRequest, type HttpResponse, json } from '../../http/exchange';
import type { PageTokens } from '../../http/page-tokens';
import type { AuthorizedRoute } from '../../http/route';
import { SnapshotPager, type SnapshotRow } from '../snapshot/pager';
import { restList } from '../snapshot/rest';
import type { PolicyStore } from './policies';

const BLOCKED = '/api/policy/blockedsenders/get-policy';
const BYPASS = '/api/policy/antispoofing-bypass/get-policy';

/** Reads of the tenant's configuration (wire.md 11.2, 12.2). */
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

  /** The same policies, nested in `policy` as in responses of `/api/policy/*` (wire.md 11.2). */
  #legacyRoute(path: AuthorizedRoute['path'], kind: PolicyKind): AuthorizedRoute {
    const handle = (request: HttpRequest): HttpResponse => {
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
    return this.#policies.list(kind).map((policy, index) => {
      const key = `${kind} ${String(policy['description'] ?? policy['domain'] ?? index)}`;
      return { key, write: (salt: string) => ({ id: encodeSecureId(accountCode, key, salt), ...policy }) };
    });
  }
}
