import { barred, NOT_FOUND, type Path } from './access';
import { Account } from './account';
import { ApiFaults } from './api-faults';
import { Batch, type Tenant } from './batch';
import { type Answer, type Call, gatewayFail, plain } from './exchange';
import { API_FAULTS } from './faults';
import { isLegacyCall, refusedSignature } from './legacy-auth';
import { OAuth } from './oauth';
import type { QuotaGroup } from './options';
import type { AccountFacts } from './policy/policies';
import { Quota } from './quota';
import { FEEDS } from './types';

interface Route {
  readonly method: 'GET' | 'POST';
  readonly group: QuotaGroup;
  /** The token endpoint is the one that needs none. */
  readonly open?: true;
  /** What the reference does not find: there only where the tenant is told to have it. */
  readonly unpublished?: true;
  readonly answer: (call: Call) => Answer | Promise<Answer>;
}

/** The one path with an id in it. */
const MEMBERS = /^(\/directory\/cloud-gateway\/v1\/groups)\/[^/]+\/members$/;

/** An endpoint that a product and a permission stand in front of. */
export interface Guarded {
  readonly path: Path;
  readonly method: 'GET' | 'POST';
  readonly group: QuotaGroup;
  readonly unpublished?: true;
  readonly answer: (call: Call) => Answer | Promise<Answer>;
}

/** The gateway of API 2.0: path, method, token, quota, and only then the function behind it. */
export class Api {
  readonly oauth: OAuth;
  readonly #quota: Quota;
  readonly #faults: ApiFaults;
  readonly #routes: ReadonlyMap<string, Route>;

  readonly #tenant: Tenant;

  constructor(
    tenant: Tenant,
    storageUrl: () => string,
    guarded: readonly Guarded[],
    facts: () => AccountFacts,
  ) {
    this.#tenant = tenant;
    const { settings, grants, faults, clock } = tenant;
    this.oauth = new OAuth(settings, grants, faults, clock);
    this.#quota = new Quota(settings.quotas, clock);
    this.#faults = new ApiFaults(faults);
    const account = new Account(settings, grants, facts);
    const batches = FEEDS.map((feed) => {
      const batch = new Batch(tenant, feed, storageUrl);
      const path = `/siem/v1/batch/events/${feed}` as const;
      const route = { path, method: 'GET', group: 'siem-batch' } as const;
      return { ...route, answer: (call: Call) => batch.list(call) };
    });
    this.#routes = new Map<string, Route>([
      [
        '/oauth/token',
        { method: 'POST', group: 'token', open: true, answer: (call) => this.oauth.issue(call) },
      ],
      ...account.endpoints().map((route) => [route.path, route] as const),
      ...[...batches, ...guarded].map((route) => [route.path, this.#behindBars(route)] as const),
    ]);
  }

  async handle(call: Call): Promise<Answer> {
    const route =
      this.#routes.get(call.path) ?? this.#routes.get(call.path.replace(MEMBERS, '$1/{id}/members'));
    if (route === undefined || (route.unpublished && !this.#tenant.grants.unpublished)) return NOT_FOUND;
    if (route.method !== call.method) {
      const refused = gatewayFail(405, 'method_not_allowed', 'Method Not Allowed');
      return { ...refused, headers: { ...refused.headers, allow: route.method } };
    }
    if (isLegacyCall(call)) {
      const refused = this.#signed(call);
      if (refused !== undefined) return refused;
    }
    const bearer = route.open || isLegacyCall(call) ? undefined : this.oauth.check(call);
    if (bearer?.valid === false) return bearer.answer;

    const signedBy = isLegacyCall(call) ? this.#tenant.settings.legacyKeys?.appId : undefined;
    const application = bearer?.application ?? signedBy ?? OAuth.applicationOf(call);
    const allowance = this.#quota.take(route.group, application);
    if (!allowance.allowed) return this.#withQuota(call, tooMany(), allowance.headers, true);
    const answer = await this.#spoiledOrNot(route, call, bearer?.token);
    return this.#withQuota(call, answer, allowance.headers, false);
  }

  /** API 1.0 knows nothing but `/api/*`. */
  #signed(call: Call): Answer | undefined {
    const { settings, clock } = this.#tenant;
    return call.path.startsWith('/api/') ? refusedSignature(call, settings.legacyKeys, clock) : NOT_FOUND;
  }

  #behindBars({ path, answer, ...route }: Guarded): Route {
    const { grants, faults } = this.#tenant;
    return { ...route, answer: (call) => barred(path, grants, faults) ?? answer(call) };
  }

  #spoiledOrNot(route: Route, call: Call, token: string | undefined): Promise<Answer> {
    const occasion = {
      about: aboutOf(call),
      answer: async () => route.answer(call),
      expireToken: () => this.oauth.expire(token ?? ''),
      resetMs: this.#tenant.settings.injectedResetMs,
      limit: this.#tenant.settings.quotas[route.group].calls,
    };
    // the token endpoint has faults of its own, and never asks for a token
    return this.#faults.apply(occasion, route.open ? [] : API_FAULTS);
  }

  #withQuota(
    call: Call,
    answer: Answer,
    headers: Readonly<Record<string, string>>,
    exceeded: boolean,
  ): Answer {
    const hidden = !exceeded && this.#tenant.settings.quotaHeaders === 'exceeded';
    // an injected answer brings its own, or has none on purpose
    const isInjected = answer.status === 429 && !exceeded;
    if (hidden || isInjected || this.#tenant.faults.fires('quota-headers-missing', aboutOf(call)))
      return answer;
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }
}

/** What a call is about, for the draws of the faults. */
function aboutOf({ path, query }: Call): string {
  return `${path} ${query.get('type') ?? query.get('types') ?? ''}`;
}

/** A 429 body need not be an envelope (mimecast-api.md 13.1). */
function tooMany(): Answer {
  return plain(429, 'Too Many Requests');
}
