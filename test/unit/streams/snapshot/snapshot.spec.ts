import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MimecastError } from '../../../../nodes/lib/api/errors';
import { DOMAINS, GROUPS_LOG, MEMBERS, USERS } from '../../../../nodes/lib/streams/snapshot/logs/directory';
import { HELD, HOLD_SUMMARY } from '../../../../nodes/lib/streams/snapshot/logs/held';
import type { SnapshotPosition } from '../../../../nodes/lib/streams/snapshot/position';
import { snapshotStream } from '../../../../nodes/lib/streams/snapshot/stream';
import { codeOf, DAY, HOUR, MINUTE, NOW, type Polled, poll } from '../window/poll';
import { direct, Endpoints, refused, rest, wrapped } from './endpoints';

type Fields = Readonly<Record<string, unknown>>;

const CHANGES = { mode: 'changes', baseline: false } as const;
const users = snapshotStream(USERS, CHANGES);
const REST_USERS = 'GET /user/cloud-gateway/v1/users';
const POST_USERS = 'POST /api/user/get-internal-users';

const user = (name: string, more: Fields = {}): Fields => ({
  id: `id of ${name} ${Math.random()}`,
  emailAddress: `${name}@corp.example`,
  disabled: false,
  ...more,
});
const withUsers = (...rows: unknown[]): Endpoints =>
  new Endpoints({ [REST_USERS]: { rows: () => rows, body: rest('users') } });

/** `added ana` … */
const said = ({ records }: Polled<unknown>): string[] =>
  records.map(
    ({ value, marks }) => `${marks?.['change'] ?? '-'} ${String(value['emailAddress']).split('@')[0]}`,
  );

/** Each change fits what was told before: nothing is added twice, or changed to what it was. */
function tell(told: Map<string, unknown>, value: Fields, change: string | undefined): void {
  const name = String(value['emailAddress']);
  assert.equal(told.has(name), change !== 'added');
  assert.ok(!told.has(name) || told.get(name) !== value['n']);
  if (change === 'removed') told.delete(name);
  else told.set(name, value['n']);
}

describe('snapshots: differences', () => {
  it('takes the first reading as what later ones are compared with, and keeps quiet', async () => {
    const first = await poll(users, withUsers(user('ana'), user('bob'), user('eve')));
    assert.deepEqual([first.records, first.notices, first.error], [[], [], undefined]);
    const second = await poll(users, withUsers(user('eve'), user('bob', { disabled: true }), user('dan')), {
      from: first.position,
      now: NOW + DAY,
    });
    assert.deepEqual(said(second), ['changed bob', 'added dan', 'removed ana']);
    assert.deepEqual(second.records[2]?.value, { emailAddress: 'ana@corp.example' });
    const third = await poll(users, withUsers(user('dan'), user('eve'), user('bob', { disabled: true })), {
      from: second.position,
    });
    assert.deepEqual(said(third), [], 'neither another order nor other ids are a change');
  });

  it('emits the first reading where that is wanted', async () => {
    const stream = snapshotStream(USERS, { mode: 'changes', baseline: true });
    const first = await poll(stream, withUsers(user('ana'), user('bob')));
    assert.deepEqual(said(first), ['baseline ana', 'baseline bob']);
  });

  it('goes on with a first reading that was cut off, as a first reading', async () => {
    const stream = snapshotStream(USERS, { mode: 'changes', baseline: true });
    const rows = ['ana', 'bob', 'eve'].map((name) => user(name));
    const first = await poll(stream, withUsers(...rows), { chunk: 1, pages: 1 });
    const second = await poll(stream, withUsers(...rows), { from: first.position, chunk: 1 });
    assert.deepEqual([...said(first), ...said(second)], ['baseline ana', 'baseline bob', 'baseline eve']);
  });

  it('emits everything each time where that is wanted, unmarked', async () => {
    const stream = snapshotStream(USERS, { mode: 'whole', baseline: false });
    const first = await poll(stream, withUsers(user('ana'), user('bob')));
    const second = await poll(stream, withUsers(user('ana')), { from: first.position, now: NOW + DAY });
    assert.deepEqual([said(first), said(second)], [['- ana', '- bob'], ['- ana']]);
    const [before, after] = [first, second].map(({ records: [one] }) => one && stream.identify(one));
    assert.notEqual(before, after, 'what is there on two days is said on both');
  });

  it('begins again with everything that was cut off', async () => {
    const stream = snapshotStream(USERS, { mode: 'whole', baseline: false });
    const rows = ['ana', 'bob', 'eve'].map((name) => user(name));
    const first = await poll(stream, withUsers(...rows), { chunk: 1, pages: 2 });
    assert.equal(first.position?.readAt, null);
    assert.equal((await poll(stream, withUsers(...rows), { from: first.position })).records.length, 3);
  });

  it('keeps all as it was when a page fails', async () => {
    const first = await poll(users, withUsers(user('ana'), user('bob'), user('eve')));
    const failing = withUsers(user('dan'), user('bob'), user('eve'));
    failing.before = ({ token }) => {
      if (token !== undefined) throw new MimecastError('MIMECAST_UNAVAILABLE', 'down', { transient: true });
    };
    const second = await poll(users, failing, { from: first.position });
    assert.deepEqual([said(second), codeOf(second.error)], [[], 'MIMECAST_UNAVAILABLE']);
    assert.deepEqual(second.position, first.position);
  });

  it('takes half a list for none, whatever is wrong with the other half', async () => {
    const rows = [user('ana'), user('bob'), user('eve')];
    const refusing = withUsers(...rows);
    refusing.before = ({ token }) => {
      if (token !== undefined) throw new MimecastError('MIMECAST_BAD_REQUEST', 'token', { status: 400 });
    };
    const circling = new Endpoints({
      [REST_USERS]: { rows: () => rows, body: (page) => rest('users')(page, '2') },
    });
    const unreadable = new Endpoints({ [REST_USERS]: { rows: () => rows, body: () => ({ people: [] }) } });
    for (const client of [refusing, circling, unreadable]) {
      const { error, records, position } = await poll(users, client);
      assert.deepEqual([codeOf(error), records, position], ['MIMECAST_BAD_ANSWER', [], undefined]);
    }
  });

  it('gives a change that is told again after a crash the same id, and one that happens again another', async () => {
    const first = await poll(users, withUsers(user('ana')));
    const added = () =>
      poll(users, withUsers(user('ana'), user('bob')), { from: first.position, now: NOW + HOUR });
    const idOf = ({ records: [one] }: Polled<SnapshotPosition>): string => {
      assert.ok(one);
      return users.identify(one);
    };
    const second = await added();
    assert.equal(idOf(second), idOf(await added()));
    const gone = await poll(users, withUsers(user('ana')), { from: second.position, now: NOW + 2 * HOUR });
    const again = await poll(users, withUsers(user('ana'), user('bob')), {
      from: gone.position,
      now: NOW + 3 * HOUR,
    });
    assert.deepEqual([said(gone), said(again)], [['removed bob'], ['added bob']]);
    assert.notEqual(idOf(second), idOf(again));
  });

  it('knows an address in any letters, and a row without one by what it says', async () => {
    const first = await poll(users, withUsers(user('ana'), { id: 1, name: 'x' }, { id: 2, name: 'y' }));
    const second = await poll(users, withUsers(user('Ana'), { id: 3, name: 'y' }, { id: 4, name: 'z' }), {
      from: first.position,
    });
    assert.deepEqual(
      second.records.map(({ value, marks }) => [marks?.['change'], value['name'] ?? value['emailAddress']]),
      [
        ['changed', 'Ana@corp.example'],
        ['added', 'z'],
        ['removed', 'x'],
      ],
    );
  });

  it('says how old its knowledge is, and starts anew when it is lost', async () => {
    const { position } = await poll(users, withUsers(user('ana')));
    assert.ok(position);
    assert.deepEqual([users.lag(position, NOW + HOUR), users.quietSince(position)], [HOUR, undefined]);
    assert.deepEqual(users.parse(JSON.parse(JSON.stringify(position))), position);
    assert.equal(users.parse({ version: 1 }), undefined);
    assert.equal(users.lag(users.startAt(0, NOW), NOW), 0);
  });

  it('puts aside what is no object', async () => {
    const { notices } = await poll(users, withUsers(user('ana'), 'x'));
    assert.deepEqual(notices, [
      { kind: 'quarantine', file: 'directory.users', count: 1, samples: [{ line: 2, text: '"x"' }] },
    ]);
  });

  it('tells every change once, wherever it is cut off', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const states = fc.array(fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 0, max: 2 })), {
      maxLength: 6,
    });
    const cuts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 6, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(states, cuts, fc.integer({ min: 1, max: 3 }), async (all, pages, chunk) => {
        let from = (await poll(users, withUsers())).position;
        const told = new Map<string, unknown>();
        for (const [i, state] of all.entries()) {
          const rows = Object.entries(state).map(([name, n]) => user(name, { n }));
          for (const most of [pages[i] ?? 1, 1e6]) {
            const polled = await poll(users, withUsers(...rows), {
              from,
              chunk,
              pages: most,
              now: NOW + i * HOUR,
            });
            from = polled.position;
            for (const { value, marks } of polled.records) tell(told, value, marks?.['change']);
          }
          const truth = Object.entries(state).map(([name, n]) => [`${name}@corp.example`, n]);
          assert.deepEqual([...told].toSorted(), truth.toSorted());
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('snapshots: two families of endpoints', () => {
  const post = { rows: () => [{ emailAddress: 'ana@corp.example', alias: false }], body: wrapped('users') };

  it('asks REST first, and the older endpoint where REST may not be used or is not there', async () => {
    for (const code of ['MIMECAST_FORBIDDEN', 'MIMECAST_NOT_LICENSED'] as const) {
      const client = new Endpoints({
        [REST_USERS]: {
          rows: () => {
            throw refused(code);
          },
          body: rest('users'),
        },
        [POST_USERS]: post,
      });
      const { position, error } = await poll(users, client);
      assert.deepEqual(
        [error, position?.via, Object.keys(position?.state ?? {}).length],
        [undefined, 'post', 1],
      );
    }
  });

  it('names what REST takes when both are refused', async () => {
    const { error } = await poll(users, new Endpoints({}));
    assert.equal(codeOf(error), 'MIMECAST_NOT_LICENSED');
    assert.match(
      String(error),
      /"Directories \| Internal \| Read" and the product "User and Group Management"/,
    );
  });

  it('does not ask the older one when REST is only out of order', async () => {
    const client = withUsers(user('ana'));
    client.before = () => {
      throw new MimecastError('MIMECAST_UNAVAILABLE', 'down', { transient: true });
    };
    assert.equal(codeOf((await poll(users, client)).error), 'MIMECAST_UNAVAILABLE');
    assert.equal(client.calls, 1);
  });

  it('takes it for no change that the other family writes differently', async () => {
    const first = await poll(users, withUsers(user('ana'), user('bob')));
    const second = await poll(users, new Endpoints({ [POST_USERS]: post }), { from: first.position });
    assert.deepEqual(said(second), ['removed bob']);
    const third = await poll(users, withUsers(user('ana', { disabled: true })), { from: second.position });
    assert.deepEqual(said(third), []);
  });

  for (const at of [
    'nextPage',
    'nextPageToken',
    'pagination.next',
    'pagination.nextPage',
    'pagination.nextPageToken',
  ]) {
    it(`finds the next token at meta.${at}`, async () => {
      const [outer = '', inner] = at.split('.');
      const client = new Endpoints({
        [REST_USERS]: {
          rows: () => ['ana', 'bob', 'eve'].map((name) => user(name)),
          body: (page, next) => ({
            users: page,
            meta: { [outer]: inner === undefined ? next : { [inner]: next } },
          }),
        },
      });
      const { position } = await poll(users, client);
      assert.equal(Object.keys(position?.state ?? {}).length, 3);
    });
  }

  it('reads internal domains from both', async () => {
    const domains = snapshotStream(DOMAINS, { mode: 'whole', baseline: false });
    const rows = () => [{ id: 'x', domain: 'corp.example' }];
    for (const client of [
      new Endpoints({ 'GET /domain/cloud-gateway/v1/internal-domains': { rows, body: rest('domains') } }),
      new Endpoints({
        'POST /api/domain/get-internal-domain': { rows, body: (page) => ({ meta: {}, data: page }) },
      }),
    ]) {
      const { records } = await poll(domains, client);
      assert.deepEqual(
        records.map(({ value }) => value['domain']),
        ['corp.example'],
      );
    }
  });
});

describe('snapshots: groups and members', () => {
  const GROUPS: Fields[] = [
    { id: '1', description: 'Berlin', parentId: 'root' },
    { id: '2', description: 'Staff', parentId: '1' },
    { id: '3', description: 'London', parentId: 'root' },
    { id: '4', description: 'Staff', parentId: '3' },
  ];
  const PATHS = ['Berlin', 'Berlin/Staff', 'London', 'London/Staff'];
  const restGroups = { rows: () => GROUPS, body: rest('groups') };
  const nested = {
    rows: ({ item }: { item: Fields }) =>
      item['source'] === 'ldap'
        ? []
        : [
            { id: '1', description: 'Berlin', folders: [{ id: '2', description: 'Staff' }] },
            { id: '3', description: 'London', folders: [{ id: '4', description: 'Staff', parentId: '3' }] },
          ],
    body: wrapped('folders'),
  };
  const member = (id: string) => [{ name: 'Ana', emailAddress: `ana${id}@corp.example` }];

  it('knows a group by its path, which it adds; nested or flat', async () => {
    const groups = snapshotStream(GROUPS_LOG, { mode: 'whole', baseline: false });
    const flat = await poll(groups, new Endpoints({ 'GET /directory/cloud-gateway/v1/groups': restGroups }));
    const tree = new Endpoints({ 'POST /api/directory/find-groups': nested });
    const folded = await poll(groups, tree);
    for (const { records } of [flat, folded]) {
      assert.deepEqual(records.map(({ value }) => value['path']).toSorted(), PATHS);
      assert.ok(records.every(({ value }) => !('folders' in value)));
    }
    assert.deepEqual(
      tree.asked.flatMap(({ item }) => item['source'] ?? []),
      ['cloud', 'ldap'],
    );
  });

  it('ends where groups contain each other, and tells two with one path apart', async () => {
    const groups = snapshotStream(GROUPS_LOG, { mode: 'whole', baseline: false });
    const rows = () => [
      { id: '1', description: 'A', parentId: '2' },
      { id: '2', description: 'B', parentId: '1' },
      { id: '3', description: 'C', source: 'cloud' },
      { id: '4', description: 'C', source: 'ldap' },
    ];
    const { records } = await poll(
      groups,
      new Endpoints({ 'GET /directory/cloud-gateway/v1/groups': { rows, body: rest('groups') } }),
    );
    assert.deepEqual(records.map(({ value }) => value['path']).toSorted(), ['A/B', 'B/A', 'C', 'C (2)']);
  });

  it('reads the members of each group, says of which, and tells who came and went', async () => {
    const members = snapshotStream(MEMBERS, CHANGES);
    const table = (extra: string | undefined): Endpoints =>
      new Endpoints({
        'GET /directory/cloud-gateway/v1/groups': restGroups,
        ...Object.fromEntries(
          ['1', '2', '3', '4'].map((id) => [
            `GET /directory/cloud-gateway/v1/groups/${id}/members`,
            { rows: () => [...member(id), ...(id === extra ? member('x') : [])], body: rest('groupMembers') },
          ]),
        ),
      });
    const first = await poll(members, table('2'));
    const second = await poll(members, table('4'), { from: first.position });
    assert.deepEqual(
      second.records.map(({ value, marks }) => [marks?.['change'], value['group'], value['emailAddress']]),
      [
        ['added', 'London/Staff', 'anax@corp.example'],
        ['removed', 'Berlin/Staff', 'anax@corp.example'],
      ],
    );
  });

  it('reads members from the older endpoints; a group that is gone by then has none', async () => {
    const members = snapshotStream(MEMBERS, { mode: 'whole', baseline: false });
    const client = new Endpoints({
      'POST /api/directory/find-groups': nested,
      'POST /api/directory/get-group-members': {
        rows: ({ item }) => {
          if (item['id'] === '3')
            throw new MimecastError('MIMECAST_BAD_REQUEST', 'gone', { vendorCode: 'err_folder_not_found' });
          return member(String(item['id']));
        },
        body: wrapped('groupMembers'),
      },
    });
    const { records, error } = await poll(members, client);
    assert.equal(error, undefined);
    assert.deepEqual(records.map(({ value }) => value['group']).toSorted(), [
      'Berlin',
      'Berlin/Staff',
      'London/Staff',
    ]);
  });

  it('does not take a failing group for an empty one', async () => {
    const members = snapshotStream(MEMBERS, CHANGES);
    const client = new Endpoints({ 'GET /directory/cloud-gateway/v1/groups': restGroups });
    client.before = ({ path }) => {
      if (path.endsWith('/3/members'))
        throw new MimecastError('MIMECAST_UNAVAILABLE', 'down', { transient: true });
    };
    const { error, position } = await poll(members, client);
    assert.deepEqual([codeOf(error), position], ['MIMECAST_UNAVAILABLE', undefined]);
  });
});

describe('snapshots: the hold queue', () => {
  const held = snapshotStream(HELD, CHANGES);
  const message = (n: number): Fields => ({
    id: `id ${n} ${Math.random()}`,
    subject: `m${n}`,
    to: { emailAddress: 'ana@corp.example' },
    dateReceived: '2026-11-20T11:00:00+0000',
  });
  const queue = (...numbers: number[]): Endpoints =>
    new Endpoints({
      'POST /api/gateway/get-hold-message-list': { rows: () => numbers.map(message), body: direct },
    });
  const subjects = ({ records }: Polled<unknown>) =>
    records.map(({ value, marks }) => `${marks?.['change']} ${value['subject']}`);

  it('tells what is new, and nothing of what has gone', async () => {
    const client = queue(1, 2, 3);
    const first = await poll(held, client);
    assert.deepEqual(client.asked[0]?.item, { admin: true });
    const second = await poll(held, queue(4, 3, 1), { from: first.position, now: NOW + MINUTE });
    assert.deepEqual([subjects(first), subjects(second)], [[], ['added m4']]);
  });

  it('does not take a message for new that one reading has missed', async () => {
    const first = await poll(held, queue(1, 2));
    const second = await poll(held, queue(1), { from: first.position, now: NOW + HOUR });
    const third = await poll(held, queue(1, 2), { from: second.position, now: NOW + 2 * HOUR });
    assert.deepEqual([subjects(second), subjects(third)], [[], []]);
    const later = await poll(held, queue(1), { from: third.position, now: NOW + 2 * DAY });
    assert.equal(Object.keys(later.position?.state ?? {}).length, 1, 'forgotten after a day');
  });

  it('counts messages that say the same', async () => {
    const first = await poll(held, queue(1));
    const second = await poll(held, queue(1, 1, 1), { from: first.position, now: NOW + HOUR });
    assert.deepEqual(subjects(second), ['added m1', 'added m1']);
  });

  it('tells of a policy how many are held by it when that has changed', async () => {
    const summary = snapshotStream(HOLD_SUMMARY, CHANGES);
    const of = (...rows: unknown[]) =>
      new Endpoints({
        'POST /api/gateway/get-hold-summary-list': {
          rows: () => rows,
          body: (page) => ({ meta: {}, data: page }),
        },
      });
    const first = await poll(
      summary,
      of({ policyInfo: 'Spam', numberOfItems: 3 }, { policyInfo: 'DLP', numberOfItems: 1 }),
    );
    const second = await poll(summary, of({ policyInfo: 'Spam', numberOfItems: 4 }), {
      from: first.position,
    });
    assert.deepEqual(
      second.records.map(({ value, marks }) => [marks?.['change'], value]),
      [
        ['changed', { policyInfo: 'Spam', numberOfItems: 4 }],
        ['removed', { policyInfo: 'DLP' }],
      ],
    );
  });
});
