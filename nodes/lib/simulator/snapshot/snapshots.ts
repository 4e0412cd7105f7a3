import type { Guarded } from '../http/api';
import type { Tenant } from '../catalog/batch';
import type { Call } from '../http/exchange';
import type { KnownLog, LogRange } from '../expected/log-ledger';
import type { PageTokens } from '../http/page-tokens';
import type { Arrivals } from '../window/arrival-model';
import { Directory, type DirectoryState } from './directory';
import { DirectoryRows } from './directory-rows';
import { HoldQueue } from './hold-queue';
import { Pager, type Row } from './pager';
import { SnapshotApi } from './snapshot-api';

export const SNAPSHOTS = [
  'held.held',
  'held.summary',
  'directory.users',
  'directory.groups',
  'directory.members',
  'directory.domains',
] as const;

export type SnapshotName = (typeof SNAPSHOTS)[number];

/** All reads of current states: endpoints and expected records. */
export class Snapshots {
  readonly #queue: HoldQueue;
  readonly #directory: Directory;
  readonly #rows: DirectoryRows;
  readonly #api: SnapshotApi;

  readonly #tenant: Tenant;

  constructor(tenant: Tenant, tokens: PageTokens, releases: Arrivals) {
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
      pager: new Pager(tokens, faults),
      pageSize: settings.logPageSize,
    });
  }

  endpoints(): readonly Guarded[] {
    const api = this.#api;
    const post = { method: 'POST', group: 'api' } as const;
    const get = { method: 'GET', group: 'api' } as const;
    return [
      {
        ...post,
        path: '/api/gateway/get-hold-message-list',
        handle: (request: Call) => api.holdList(request),
      },
      {
        ...post,
        path: '/api/gateway/get-hold-summary-list',
        handle: (request: Call) => api.holdSummary(request),
      },
      { ...post, path: '/api/directory/find-groups', handle: (request: Call) => api.findGroups(request) },
      {
        ...post,
        path: '/api/directory/get-group-members',
        handle: (request: Call) => api.groupMembers(request),
      },
      {
        ...post,
        path: '/api/user/get-internal-users',
        handle: (request: Call) => api.internalUsers(request),
      },
      {
        ...post,
        path: '/api/domain/get-internal-domain',
        handle: (request: Call) => api.internalDomains(request),
      },
      { ...get, path: '/user/cloud-gateway/v1/users', handle: (request: Call) => api.restUsers(request) },
      {
        ...get,
        path: '/directory/cloud-gateway/v1/groups',
        handle: (request: Call) => api.restGroups(request),
      },
      {
        ...get,
        path: '/directory/cloud-gateway/v1/groups/{id}/members',
        handle: (request: Call) => api.restMembers(request),
      },
      {
        ...get,
        path: '/domain/cloud-gateway/v1/internal-domains',
        handle: (request: Call) => api.restDomains(request),
      },
    ];
  }

  /** The state at `visibleBy`, as REST records; groups and members also have the path of the group. */
  known(): readonly (readonly [SnapshotName, KnownLog])[] {
    const texts = (rows: readonly Row[], more: (row: Row) => object = () => ({})): string[] =>
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
    return SNAPSHOTS.map((name): readonly [SnapshotName, KnownLog] => [
      name,
      {
        unstableMembers: ['id', 'parentId'],
        lines: ({ visibleBy = this.#tenant.clock.now() }: LogRange) =>
          lines[name](visibleBy, this.#directory.at(visibleBy)),
      },
    ]);
  }
}
