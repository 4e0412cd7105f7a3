import assert from 'node:assert/strict';
import { type LogName, PERMISSIONS } from '../../../../../nodes/lib/simulator/simulator';
import { type ApiPage, apiDate, type Item, postApi } from '../../support/api-client';
import { type ApiClient, DAY, HOUR, NOW, parse, withTenant } from '../../support/tenant';

const HOLD = '/api/gateway/get-hold-message-list';
const USERS = '/user/cloud-gateway/v1/users';
const GROUPS = '/directory/cloud-gateway/v1/groups';
const busy = { logRates: 15, directoryChanges: 200, veryLateRecords: 0 };

async function drain(apiClient: ApiClient, path: string, item?: object, pageSize = 100): Promise<Item[]> {
  const records: Item[] = [];
  let page: ApiPage | undefined;
  do {
    const pageToken = page?.body.meta.pagination?.next;
    page = await postApi(apiClient, path, item, {
      pageSize,
      ...(pageToken === undefined ? {} : { pageToken }),
    });
    assert.equal(page.error, undefined);
    records.push(...page.records);
  } while (page.body.meta.pagination?.next !== undefined);
  return records;
}

/** The tokens of REST lists are where this says. */
async function drainRest(apiClient: ApiClient, path: string, list: string): Promise<Item[]> {
  const records: Item[] = [];
  for (let token: string | undefined = ''; token !== undefined; ) {
    const query = new URLSearchParams({ pageSize: '20', ...(token === '' ? {} : { pageToken: token }) });
    const response = parse(await apiClient.get(`${path}?${query}`));
    const rows = response[list];
    assert.ok(Array.isArray(rows), JSON.stringify(response));
    records.push(...rows);
    token = /"(?:next|nextPage|nextPageToken)":"([^"]+)"/.exec(JSON.stringify(response['meta']))?.[1];
  }
  return records;
}

const agree = (apiClient: ApiClient, log: LogName, records: readonly Item[]): void => {
  const lines = records.map((record) => JSON.stringify(record));
  const { expected, lostCount, twice, invented } = apiClient.simulator.logs.compare(log, lines);
  assert.ok(expected > 0, log);
  assert.deepEqual([lostCount, twice, invented], [0, 0, 0], log);
};

describe('simulator: the hold queue', () => {
  it('is a state: existing messages that did not leave and have not expired, a row for each recipient', () =>
    withTenant(busy, async (apiClient) => {
      for (let hours = 0; hours < 3; hours++) {
        const records = await drain(apiClient, HOLD, { admin: true });
        agree(apiClient, 'held.held', records);
        await apiClient.later(HOUR);
      }
      const { body } = await postApi(apiClient, HOLD, { admin: true }, { pageSize: 5 });
      assert.ok((body.meta.pagination?.totalCount ?? 0) > 100);
      assert.equal(body.meta.pagination?.pageSize, 5);
      const [row] = body.data;
      assert.match(String(row?.['route']), /^(INBOUND|OUTBOUND|INTERNAL)$/);
      assert.equal(Array.isArray(row?.['to']), false);
    }));

  it('loses the messages that the release log gains', () =>
    withTenant({ ...busy, lateRecords: 0 }, async (apiClient, { logs }) => {
      const senders = (records: readonly Item[]) =>
        new Set(records.map(({ from }) => JSON.stringify(from).split('"')[3]));
      const before = senders(await drain(apiClient, HOLD, { admin: true }));
      await apiClient.later(6 * HOUR);
      const after = senders(await drain(apiClient, HOLD, { admin: true }));
      const released = [...logs.lines('held.releases', { from: NOW, visibleBy: NOW + DAY })];
      const gone = [...before].filter((sender) => !after.has(sender));
      assert.ok(gone.length > 20);
      for (const sender of gone)
        assert.ok(
          released.some((line) => line.includes(String(sender))),
          sender,
        );
    }));

  it('has other ids and another order at each reading', () =>
    withTenant(busy, async (apiClient) => {
      const [one, two] = [
        await drain(apiClient, HOLD, { admin: true }),
        await drain(apiClient, HOLD, { admin: true }),
      ];
      const ids = new Set(one.map(({ id }) => id));
      assert.ok(two.every(({ id }) => !ids.has(id)));
      const texts = (records: readonly Item[]) => records.map(({ id: _, ...rest }) => JSON.stringify(rest));
      assert.notDeepEqual(texts(one), texts(two));
      assert.deepEqual(texts(one).sort(), texts(two).sort());
    }));

  it('is empty without admin, and can be searched', () =>
    withTenant(busy, async (apiClient) => {
      assert.deepEqual((await postApi(apiClient, HOLD, { admin: false })).records, []);
      assert.deepEqual((await postApi(apiClient, HOLD)).records, []);
      const some = await drain(apiClient, HOLD, {
        admin: true,
        start: apiDate(NOW - 10 * HOUR),
        end: apiDate(NOW - HOUR),
        searchBy: { fieldName: 'recipient', value: 'ana.silva' },
        filterBy: [{ fieldName: 'route', value: 'inbound' }],
      });
      assert.ok(some.length > 0);
      for (const row of some) {
        assert.match(JSON.stringify(row['to']), /ana\.silva@/);
        const received = Date.parse(String(row['dateReceived']));
        assert.ok(received >= NOW - 10 * HOUR && received <= NOW - HOUR);
      }
      for (const wrong of [
        { searchBy: [{}] },
        { filterBy: [{ fieldName: 'x', value: 'y' }] },
        { start: 'today' },
        {},
      ]) {
        const { error } = await postApi(
          apiClient,
          HOLD,
          Object.keys(wrong).length === 0 ? {} : { admin: true, ...wrong },
        );
        assert.match(String(error), /^err_validation_/, JSON.stringify(wrong));
      }
    }));

  it('has a summary by policy, without pages', () =>
    withTenant(busy, async (apiClient) => {
      const { body, records } = await postApi(apiClient, '/api/gateway/get-hold-summary-list');
      assert.equal(body.meta.pagination, undefined);
      agree(apiClient, 'held.summary', records);
      const total = records.reduce((sum, { numberOfItems }) => sum + Number(numberOfItems), 0);
      assert.equal(total, apiClient.simulator.logs.count('held.held'));
      assert.equal(
        (await apiClient.get('/api/gateway/get-hold-summary-list', { method: 'POST' })).status,
        200,
      );
    }));
});

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
