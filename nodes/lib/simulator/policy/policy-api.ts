import type { Guarded } from '../http/api';
import type { Tenant } from '../catalog/batch';
import { invalid, parseEnvelope, unpaged } from '../http/envelope';
import { type Answer, type Call, json } from '../http/exchange';
import type { PageTokens } from '../http/page-tokens';
import { secureId } from '../access/secure-id';
import { Pager, type Row } from '../snapshot/pager';
import { restList } from '../snapshot/rest';
import { POLICY_KINDS, type PolicyKind, rowOf } from './kinds';
import type { Policies } from './policies';

const BLOCKED = '/api/policy/blockedsenders/get-policy';
const BYPASS = '/api/policy/antispoofing-bypass/get-policy';

/** Reads of the tenant's configuration (wire.md 11.2, 12.2). */
export class PolicyApi {
  readonly #pager: Pager;

  readonly #tenant: Tenant;
  readonly #policies: Policies;

  constructor(tenant: Tenant, policies: Policies, tokens: PageTokens) {
    this.#tenant = tenant;
    this.#policies = policies;
    this.#pager = new Pager(tokens, tenant.faults);
  }

  endpoints(): readonly Guarded[] {
    return [
      ...POLICY_KINDS.map((kind): Guarded => {
        const { path, family } = rowOf(kind);
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

  #respond(kind: PolicyKind, request: Call): Answer {
    const { family, list = '' } = rowOf(kind);
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
  #legacyRoute(path: Guarded['path'], kind: PolicyKind): Guarded {
    const handle = (request: Call): Answer => {
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

  #unpagedList(request: Call, records: readonly unknown[]): Answer {
    const envelope = parseEnvelope(request.body);
    // Up to 500 filters by id (wire.md 11.2). An item without an id is refused (wire.md 3.1).
    if (envelope === undefined || envelope.data?.some((item) => typeof item['id'] !== 'string')) {
      return invalid({ field: 'id', code: 'err_validation_null', message: 'Cannot be null' });
    }
    return unpaged(records);
  }

  /** Ids differ between reads (wire.md 11.2). */
  #rows(kind: PolicyKind): readonly Row[] {
    const { accountCode } = this.#tenant.settings;
    return this.#policies.list(kind).map((policy, index) => {
      const key = `${kind} ${String(policy['description'] ?? policy['domain'] ?? index)}`;
      return { key, write: (salt: string) => ({ id: secureId(accountCode, key, salt), ...policy }) };
    });
  }
}
