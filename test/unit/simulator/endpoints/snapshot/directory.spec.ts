import assert from 'node:assert/strict';
import { PERMISSIONS } from '../../../../../nodes/lib/simulator/simulator';
import { type ApiPage, type Item, postApi } from '../../support/api-client';
import { type ApiClient, DAY, NOW, parse, withTenant } from '../../support/tenant';
import { agree, busy, drain, drainRest, GROUPS, HOLD, USERS } from './snapshot-client';

describe('simulator: the directory', () => {
  const restMembers = async (apiClient: ApiClient): Promise<Item[]> => {
    const members: Item[] = [];
    const groups = await drainRest(apiClient, GROUPS, 'groups');
    const paths = pathsOf(groups);
    for (const [index, { id }] of groups.entries()) {
      const found = await drainRest(
        apiClient,
        `${GROUPS}/${encodeURIComponent(String(id))}/members`,
        'groupMembers',
      );
      members.push(...found.map((member) => ({ group: paths[index], ...member })));
    }
    return members;
  };
  /** The names of all parents: within one reading, ids of the same group are the same. */
  const pathsOf = (groups: readonly Item[]): string[] => {
    const byId = new Map(groups.map((group) => [group['id'], group]));
    const path = (group: Item): string => {
      const parent = byId.get(group['parentId']);
      return `${parent === undefined ? '' : `${path(parent)}/`}${group['description']}`;
    };
    return groups.map(path);
  };

  it('returns users by REST, disabled or not, with their groups, and domains', () =>
    withTenant(busy, async (apiClient) => {
      for (let days = 0; days < 3; days++) {
        agree(apiClient, 'directory.users', await drainRest(apiClient, USERS, 'users'));
        const groups = await drainRest(apiClient, GROUPS, 'groups');
        const paths = pathsOf(groups);
        agree(
          apiClient,
          'directory.groups',
          groups.map((group, index) => ({ path: paths[index], ...group })),
        );
        agree(apiClient, 'directory.members', await restMembers(apiClient));
        const domains = await drainRest(apiClient, '/domain/cloud-gateway/v1/internal-domains', 'domains');
        agree(apiClient, 'directory.domains', domains);
        await apiClient.later(DAY);
      }
    }));

  it('changes: users, members, groups and domains are added, removed and renamed, the same for the same seed', async () => {
    const states: string[][] = [];
    for (const _ of [1, 2]) {
      await withTenant(busy, async (apiClient, { logs }) => {
        const names = [
          'directory.users',
          'directory.groups',
          'directory.members',
          'directory.domains',
        ] as const;
        const before = names.map((name) => [...logs.lines(name)].join('\n'));
        await apiClient.later(5 * DAY);
        const after = names.map((name) => [...logs.lines(name)].join('\n'));
        for (const [index, name] of names.entries()) assert.notEqual(before[index], after[index], name);
        const back = names.map((name) => [...logs.lines(name, { visibleBy: NOW })].join('\n'));
        assert.deepEqual(back, before, 'the past does not change');
        states.push(after);
      });
    }
    assert.deepEqual(states[0], states[1]);
  });

  it('answers POST as well: users without the disabled flag, domains without pages', () =>
    withTenant(busy, async (apiClient) => {
      const users = await drain(apiClient, '/api/user/get-internal-users', { domain: 'corp.example' });
      assert.equal(users.length, apiClient.simulator.logs.count('directory.users'));
      assert.deepEqual(Object.keys(users[0] ?? {}), [
        'name',
        'emailAddress',
        'domain',
        'alias',
        'addressType',
        'source',
      ]);
      const page = await postApi(apiClient, '/api/user/get-internal-users');
      assert.equal(page.body.data[0]?.['userCount'], users.length);
      assert.equal(page.body.meta.pagination?.totalCount, users.length);
      const none = await postApi(apiClient, '/api/user/get-internal-users', { domain: 'other.example' });
      assert.deepEqual(none.records, []);
      const domains = await postApi(apiClient, '/api/domain/get-internal-domain');
      assert.equal(domains.body.meta.pagination, undefined);
      agree(apiClient, 'directory.domains', domains.records);
    }));

  it('finds groups of one source, nested, and their members by any id a group ever had', () =>
    withTenant({ ...busy, directoryChanges: 0 }, async (apiClient) => {
      const find = (item?: object): Promise<ApiPage> =>
        postApi(apiClient, '/api/directory/find-groups', item, { pageSize: 100 });
      const foldersOf = (page: ApiPage): Item[] => {
        const folders = page.body.data[0]?.['folders'];
        return Array.isArray(folders) ? folders : [];
      };
      const cloud = foldersOf(await find());
      assert.deepEqual(cloud.map(({ description }) => description).sort(), [
        'Berlin',
        'Finance & Co',
        'London',
        'Partners',
      ]);
      const berlin = cloud.find(({ description }) => description === 'Berlin');
      assert.equal(berlin?.['folderCount'], 1);
      assert.match(JSON.stringify(berlin?.['folders']), /"description":"Staff"/);
      assert.deepEqual(
        foldersOf(await find({ source: 'ldap' })).map(({ description }) => description),
        ['VIP users'],
      );
      assert.equal(foldersOf(await find({ query: 'staff', source: 'cloud' })).length, 2);
      const repeated = foldersOf(await find()).find(({ description }) => description === 'Berlin');
      assert.notEqual(repeated?.['id'], berlin?.['id']);
      const members = (id: unknown): Promise<Item[]> =>
        drain(apiClient, '/api/directory/get-group-members', { id });
      const emails = async (id: unknown) =>
        (await members(id)).map(({ emailAddress }) => emailAddress).sort();
      assert.deepEqual(await emails(berlin?.['id']), await emails(repeated?.['id']));
      const partners = cloud.find(({ description }) => description === 'Partners');
      assert.ok((await members(partners?.['id'])).every(({ internal }) => internal === false));
    }));

  it('reports errors in the form of each family', () =>
    withTenant(busy, async (apiClient) => {
      assert.equal(
        (await postApi(apiClient, '/api/directory/find-groups', {})).error,
        'err_validation_blank',
      );
      assert.equal((await postApi(apiClient, '/api/directory/find-groups', { source: 'x' })).field, 'source');
      assert.equal(
        (await postApi(apiClient, '/api/directory/get-group-members', { id: 'x' })).error,
        'err_folder_not_found',
      );
      assert.equal(
        (await postApi(apiClient, '/api/directory/get-group-members')).error,
        'err_validation_null',
      );
      assert.equal((await postApi(apiClient, '/api/user/get-internal-users', { domain: 5 })).field, 'domain');
      assert.equal((await postApi(apiClient, HOLD, { admin: true }, { pageToken: 'x' })).field, 'pageToken');
      for (const [path, status] of [
        [`${USERS}?pageSize=101`, 400],
        [`${USERS}?pageToken=x`, 400],
        [`${GROUPS}/x/members`, 404],
      ] as const) {
        const reply = await apiClient.get(path);
        assert.equal(reply.status, status, path);
        assert.match(reply.text, /^\{"errors":\[\{"code":"err_\w+","message":"[^"]+","field":"\w+"/);
      }
    }));

  it('allows group reads by REST with Read, and by POST with Edit only', () =>
    withTenant(busy, async (apiClient, { grants }) => {
      grants.permissions = PERMISSIONS.filter((one) => one !== 'Directories | Groups | Edit');
      assert.equal((await postApi(apiClient, '/api/directory/find-groups')).status, 403);
      assert.equal((await apiClient.get(GROUPS)).status, 200);
    }));

  it('has page faults too', () =>
    withTenant(busy, async (apiClient, { faults }) => {
      const first = parse(await apiClient.get(`${USERS}?pageSize=10`));
      const next = /"next":"([^"]+)"/.exec(JSON.stringify(first['meta']))?.[1] ?? '';
      const second = () => apiClient.get(`${USERS}?pageSize=10&pageToken=${next}`);
      faults.next('page-fails-midway', 1);
      assert.equal((await second()).status, 500);
      faults.next('token-refused', 1);
      assert.equal((await second()).status, 400);
      faults.next('empty-page-with-next', 1);
      const empty = parse(await second());
      assert.deepEqual(empty['users'], []);
      assert.match(JSON.stringify(empty['meta']), /"next":"/);
      assert.equal(JSON.parse((await second()).text).users.length, 10);
    }));
});
