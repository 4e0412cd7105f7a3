import type { Guarded } from '../api';
import type { Tenant } from '../batch';
import type { Call } from '../exchange';
import type { KnownLog, LogRange } from '../log-ledger';
import type { PageTokens } from '../page-tokens';
import type { Arrivals } from '../window/arrivals';
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

/** Everything that is read as it is now: endpoints and truth. */
export class Snapshots {
  readonly #queue: HoldQueue;
  readonly #directory: Directory;
  readonly #written: DirectoryRows;
  readonly #api: SnapshotApi;

  readonly #tenant: Tenant;

  constructor(tenant: Tenant, tokens: PageTokens, releases: Arrivals) {
    this.#tenant = tenant;
    const { settings, clock, catalogue, faults } = tenant;
    const { seed, accountCode, users, directoryChanges } = settings;
    this.#queue = new HoldQueue(releases, accountCode);
    this.#directory = new Directory(seed, catalogue.origin, users, directoryChanges);
    this.#written = new DirectoryRows(accountCode);
    this.#api = new SnapshotApi({
      clock,
      queue: this.#queue,
      directory: this.#directory,
      written: this.#written,
      pager: new Pager(tokens, faults),
      pageSize: settings.logPageSize,
    });
  }

  endpoints(): readonly Guarded[] {
    const api = this.#api;
    const post = { method: 'POST', group: 'api' } as const;
    const get = { method: 'GET', group: 'api' } as const;
    return [
      { ...post, path: '/api/gateway/get-hold-message-list', answer: (call: Call) => api.holdList(call) },
      { ...post, path: '/api/gateway/get-hold-summary-list', answer: (call: Call) => api.holdSummary(call) },
      { ...post, path: '/api/directory/find-groups', answer: (call: Call) => api.findGroups(call) },
      { ...post, path: '/api/directory/get-group-members', answer: (call: Call) => api.groupMembers(call) },
      { ...post, path: '/api/user/get-internal-users', answer: (call: Call) => api.internalUsers(call) },
      { ...post, path: '/api/domain/get-internal-domain', answer: (call: Call) => api.internalDomains(call) },
      { ...get, path: '/user/cloud-gateway/v1/users', answer: (call: Call) => api.restUsers(call) },
      { ...get, path: '/directory/cloud-gateway/v1/groups', answer: (call: Call) => api.restGroups(call) },
      {
        ...get,
        path: '/directory/cloud-gateway/v1/groups/{id}/members',
        answer: (call: Call) => api.restMembers(call),
      },
      {
        ...get,
        path: '/domain/cloud-gateway/v1/internal-domains',
        answer: (call: Call) => api.restDomains(call),
      },
    ];
  }

  /** The state as it was: REST records, with the path of the group where a record does not say it. */
  known(): readonly (readonly [SnapshotName, KnownLog])[] {
    const texts = (rows: readonly Row[], more: (row: Row) => object = () => ({})): string[] =>
      rows.map((row) => JSON.stringify({ ...more(row), ...row.write('') }));
    const lines: Readonly<Record<SnapshotName, (at: number, state: DirectoryState) => string[]>> = {
      'held.held': (at) => texts(this.#queue.rows(at)),
      'held.summary': (at) => this.#queue.summary(at).map((one) => JSON.stringify(one)),
      'directory.users': (_, state) => texts(this.#written.users(state)),
      'directory.groups': (_, state) => texts(this.#written.groups(state), ({ key }) => ({ path: key })),
      'directory.members': (_, state) =>
        [...state.groups.values()].flatMap((group) =>
          texts(this.#written.members(state, group, true), () => ({ group: group.path })),
        ),
      'directory.domains': (_, state) => texts(this.#written.domains(state)),
    };
    return SNAPSHOTS.map((name) => [
      name,
      {
        unstable: ['id', 'parentId'],
        lines: ({ visibleBy = this.#tenant.clock.now() }: LogRange) =>
          lines[name](visibleBy, this.#directory.at(visibleBy)),
      },
    ]);
  }
}
