import type { Tenant } from '../../catalog/tenant';
import { SNAPSHOTS, type SnapshotName } from '../../common/log-names';
import type { LogRange, LogSource } from '../../expected/expected-logs';
import type { HttpRequest } from '../../http/exchange';
import type { PageTokens } from '../../http/page-tokens';
import type { AuthorizedRoute } from '../../http/route';
import type { ArrivalModel } from '../window/arrival-model';
import { Directory, type DirectoryState } from './directory';
import { DirectoryRows } from './directory-rows';
import { HoldQueue } from './hold-queue';
import { SnapshotPager, type SnapshotRow } from './pager';
import { SnapshotApi } from './snapshot-api';

/** All reads of current states: endpoints and expected records. */
export class Snapshots {
  readonly #queue: HoldQueue;
  readonly #directory: Directory;
  readonly #rows: DirectoryRows;
  readonly #api: SnapshotApi;

  readonly #tenant: Tenant;

  constructor(tenant: Tenant, tokens: PageTokens, releases: ArrivalModel) {
    this.#tenant = tenant;
    const { settings, clock, catalogue, faults } = tenant;
    const { seed, accountCode, users, directoryChanges } = settings;
    this.#queue = new HoldQueue(releases, accountCode);
    this.#directory = new Directory(seed, catalogue.origin, users, directoryChanges);
    this.#rows = new DirectoryRows(accountCode);
    this.#api = new SnapshotApi({
      clock,
      queue: this.#queue,
      directory: this.#directory,
      directoryRows: this.#rows,
      pager: new SnapshotPager(tokens, faults),
      pageSize: settings.logPageSize,
    });
  }

  endpoints(): readonly AuthorizedRoute[] {
    const api = this.#api;
    const post = { method: 'POST', group: 'api' } as const;
    const get = { method: 'GET', group: 'api' } as const;
    return [
      {
        ...post,
        path: '/api/gateway/get-hold-message-list',
        handle: (request: HttpRequest) => api.holdList(request),
      },
      {
        ...post,
        path: '/api/gateway/get-hold-summary-list',
        handle: (request: HttpRequest) => api.holdSummary(request),
      },
      {
        ...post,
        path: '/api/directory/find-groups',
        handle: (request: HttpRequest) => api.findGroups(request),
      },
      {
        ...post,
        path: '/api/directory/get-group-members',
        handle: (request: HttpRequest) => api.groupMembers(request),
      },
      {
        ...post,
        path: '/api/user/get-internal-users',
        handle: (request: HttpRequest) => api.internalUsers(request),
      },
      {
        ...post,
        path: '/api/domain/get-internal-domain',
        handle: (request: HttpRequest) => api.internalDomains(request),
      },
      {
        ...get,
        path: '/user/cloud-gateway/v1/users',
        handle: (request: HttpRequest) => api.restUsers(request),
      },
      {
        ...get,
        path: '/directory/cloud-gateway/v1/groups',
        handle: (request: HttpRequest) => api.restGroups(request),
      },
      {
        ...get,
        path: '/directory/cloud-gateway/v1/groups/{id}/members',
        handle: (request: HttpRequest) => api.restMembers(request),
      },
      {
        ...get,
        path: '/domain/cloud-gateway/v1/internal-domains',
        handle: (request: HttpRequest) => api.restDomains(request),
      },
    ];
  }

  /** The state at `visibleBy`, as REST records; groups and members also have the path of the group. */
  sources(): readonly (readonly [SnapshotName, LogSource])[] {
    const texts = (rows: readonly SnapshotRow[], more: (row: SnapshotRow) => object = () => ({})): string[] =>
      rows.map((row) => JSON.stringify({ ...more(row), ...row.write('') }));
    const lines: Readonly<Record<SnapshotName, (at: number, state: DirectoryState) => string[]>> = {
      'held.held': (at) => texts(this.#queue.rows(at)),
      'held.summary': (at) => this.#queue.summary(at).map((one) => JSON.stringify(one)),
      'directory.users': (_, state) => texts(this.#rows.users(state)),
      'directory.groups': (_, state) => texts(this.#rows.groups(state), ({ key }) => ({ path: key })),
      'directory.members': (_, state) =>
        [...state.groups.values()].flatMap((group) =>
          texts(this.#rows.members(state, group, true), () => ({ group: group.path })),
        ),
      'directory.domains': (_, state) => texts(this.#rows.domains(state)),
    };
    return SNAPSHOTS.map((name): readonly [SnapshotName, LogSource] => [
      name,
      {
        unstableMembers: ['id', 'parentId'],
        lines: ({ visibleBy = this.#tenant.clock.now() }: LogRange) =>
          lines[name](visibleBy, this.#directory.at(visibleBy)),
      },
    ]);
  }
}
