import { isLegacyCall, signatureError } from './access/api1-auth';
import { accessError, NOT_FOUND } from './access/authorization';
import { TokenIssuer } from './access/oauth';
import type { Tenant } from './catalog/tenant';
import { FEEDS } from './common/feeds';
import type { AccountInfo, QuotaGroup } from './common/options';
import { AccountApi } from './endpoints/account';
import { BatchFeed } from './endpoints/siem/batch';
import { ApiFaults, type FaultContext } from './faults/api-faults';
import { API_FAULTS } from './faults/fault-injector';
import { gatewayFailure, type HttpRequest, type HttpResponse, plain } from './http/exchange';
import { RateLimiter } from './http/quota';
import type { AuthorizedRoute } from './http/route';

interface Route {
  readonly method: 'GET' | 'POST';
  readonly group: QuotaGroup;
  /** No token is needed: the token endpoint only. */
  readonly open?: true;
  /** A path that Mimecast never published: exists only where `grants.unpublished` is set. */
  readonly unpublished?: true;
  readonly handle: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;
}

/** The only path with an id in it. */
const MEMBERS_PATH = /^(\/directory\/cloud-gateway\/v1\/groups)\/[^/]+\/members$/;

/** The gateway of API 2.0. It checks path, method, token and quota, in this order, before it calls the endpoint. */
export class Api {
  readonly oauth: TokenIssuer;
  readonly #quota: RateLimiter;
  readonly #faults: ApiFaults;
  readonly #routes: ReadonlyMap<string, Route>;

  readonly #tenant: Tenant;

  constructor(
    tenant: Tenant,
    storageUrl: () => string,
    guarded: readonly AuthorizedRoute[],
    facts: () => AccountInfo,
  ) {
    this.#tenant = tenant;
    const { settings, grants, faults, clock } = tenant;
    this.oauth = new TokenIssuer(settings, grants, faults, clock);
    this.#quota = new RateLimiter(settings.quotas, clock);
    this.#faults = new ApiFaults(faults);
    const account = new AccountApi(settings, grants, facts);
    const batches = FEEDS.map((feed) => {
      const batch = new BatchFeed(tenant, feed, storageUrl);
      const path = `/siem/v1/batch/events/${feed}` as const;
      const route = { path, method: 'GET', group: 'siem-batch' } as const;
      return { ...route, handle: (request: HttpRequest) => batch.list(request) };
    });
    this.#routes = new Map<string, Route>([
      [
        '/oauth/token',
        { method: 'POST', group: 'token', open: true, handle: (request) => this.oauth.issue(request) },
      ],
      ...account.endpoints().map((route) => [route.path, route] as const),
      ...[...batches, ...guarded].map((route) => [route.path, this.#authorized(route)] as const),
    ]);
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const route =
      this.#routes.get(request.path) ??
      this.#routes.get(request.path.replace(MEMBERS_PATH, '$1/{id}/members'));
    if (route === undefined || (route.unpublished && !this.#tenant.grants.unpublished)) return NOT_FOUND;
    if (route.method !== request.method) {
      const refused = gatewayFailure(405, 'method_not_allowed', 'Method Not Allowed');
      return { ...refused, headers: { ...refused.headers, allow: route.method } };
    }
    if (isLegacyCall(request)) {
      const refused = this.#signatureError(request);
      if (refused !== undefined) return refused;
    }
    const bearer = route.open || isLegacyCall(request) ? undefined : this.oauth.check(request);
    if (bearer?.valid === false) return bearer.answer;

    const signedBy = isLegacyCall(request) ? this.#tenant.settings.legacyKeys?.appId : undefined;
    const application = bearer?.application ?? signedBy ?? TokenIssuer.applicationOf(request);
    const quota = this.#quota.take(route.group, application);
    if (!quota.allowed) return this.#withQuota(request, quotaExceeded(), quota.headers, true);
    const response = await this.#withFaults(route, request, bearer?.token);
    return this.#withQuota(request, response, quota.headers, false);
  }

  /** API 1.0 has `/api/*` only. */
  #signatureError(request: HttpRequest): HttpResponse | undefined {
    const { settings, clock } = this.#tenant;
    return request.path.startsWith('/api/') ? signatureError(request, settings.legacyKeys, clock) : NOT_FOUND;
  }

  #authorized({ path, handle, ...route }: AuthorizedRoute): Route {
    const { grants, faults } = this.#tenant;
    return { ...route, handle: (request) => accessError(path, grants, faults) ?? handle(request) };
  }

  #withFaults(route: Route, request: HttpRequest, token: string | undefined): Promise<HttpResponse> {
    const context: FaultContext = {
      key: faultKey(request),
      respond: async () => route.handle(request),
      expireToken: () => this.oauth.expire(token ?? ''),
      resetMs: this.#tenant.settings.injectedResetMs,
      limit: this.#tenant.settings.quotas[route.group].calls,
    };
    // the token endpoint has its own faults (see TokenIssuer)
    return this.#faults.apply(context, route.open ? [] : API_FAULTS);
  }

  #withQuota(
    request: HttpRequest,
    response: HttpResponse,
    headers: Readonly<Record<string, string>>,
    exceeded: boolean,
  ): HttpResponse {
    const hidden = !exceeded && this.#tenant.settings.quotaHeaders === 'exceeded';
    // an injected response has its own headers, or none on purpose
    const isInjected = response.status === 429 && !exceeded;
    if (hidden || isInjected || this.#tenant.faults.fires('quota-headers-missing', faultKey(request)))
      return response;
    return { ...response, headers: { ...response.headers, ...headers } };
  }
}

/** Each path and type has its own sequence of faults. */
function faultKey({ path, query }: HttpRequest): string {
  return `${path} ${query.get('type') ?? query.get('types') ?? ''}`;
}

/** The body of a 429 need not be an envelope (wire.md 13.1). */
function quotaExceeded(): HttpResponse {
  return plain(429, 'Too Many Requests');
}
