import type { Tenant } from './catalog/tenant';
import type { LogName } from './common/log-names';
import { Statistics } from './endpoints/kri/statistics';
import { UnpublishedV2Paths } from './endpoints/kri/unpublished-v2-paths';
import { PolicyStore } from './endpoints/policy/policies';
import { PolicyApi } from './endpoints/policy/policy-api';
import { StreamFeeds } from './endpoints/siem/streams';
import { Snapshots } from './endpoints/snapshot/snapshots';
import { auditCategories } from './endpoints/window/categories';
import { WindowLogs } from './endpoints/window/window-logs';
import { ExpectedLogs, type LogSource } from './expected/expected-logs';
import { PageTokens } from './http/page-tokens';
import type { AuthorizedRoute } from './http/route';

/** All endpoints except sign-in, account and the batch feeds. */
export class Logs {
  readonly #windows: WindowLogs;
  readonly #streams: StreamFeeds;
  readonly #snapshots: Snapshots;
  readonly #policyApi: PolicyApi;
  readonly #statistics: Statistics;
  readonly #v2Paths: UnpublishedV2Paths;
  readonly policies: PolicyStore;

  constructor(tenant: Tenant) {
    const { settings, clock, faults, catalogue } = tenant;
    const tokens = new PageTokens(settings.seed, settings.pageTokens, clock);
    this.#windows = new WindowLogs({ settings, clock, faults, tokens }, catalogue.origin);
    this.#streams = new StreamFeeds(tenant);
    this.#snapshots = new Snapshots(tenant, tokens, this.#windows.arrivals('held.releases'));
    this.policies = new PolicyStore(
      clock,
      this.#windows.arrivals('audit'),
      settings.policies,
      settings.account,
    );
    this.#policyApi = new PolicyApi(tenant, this.policies, tokens);
    this.#statistics = new Statistics(tenant, () => this.ledger());
    this.#v2Paths = new UnpublishedV2Paths(tenant, () => this.ledger(), tokens);
  }

  ledger(): ExpectedLogs<LogName> {
    return new ExpectedLogs<LogName>(
      new Map<LogName, LogSource>([
        ...this.#streams.sources(),
        ...this.#windows.sources(),
        ...this.#snapshots.sources(),
      ]),
    );
  }

  endpoints(): readonly AuthorizedRoute[] {
    const windowRoutes = this.#windows.endpoints().map(([path, handle]) => ({ path, handle }));
    const postRoutes = [
      ...windowRoutes,
      { path: '/api/audit/get-categories' as const, handle: auditCategories },
    ];
    return [
      ...this.#streams.endpoints(),
      ...this.#snapshots.endpoints(),
      ...this.#policyApi.endpoints(),
      ...this.#statistics.endpoints(),
      ...this.#v2Paths.endpoints(),
      ...postRoutes.map((one) => ({ ...one, method: 'POST' as const, group: 'api' as const })),
    ];
  }
}
