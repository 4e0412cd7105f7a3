import assert from 'node:assert/strict';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import { GROUPS_LOG, MEMBERS } from '../../../../nodes/lib/streams/snapshot/logs/directory';
import { createSnapshotStream } from '../../../../nodes/lib/streams/snapshot/stream';
import { codeOf, poll } from '../window/poll';
import { Endpoints, rest, wrapped } from './endpoints';
import { CHANGES, type Fields } from './users';

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

  it('identifies a group by its path, which it adds; nested or flat', async () => {
    const groups = createSnapshotStream(GROUPS_LOG, { mode: 'whole', baseline: false });
    const flat = await poll(groups, new Endpoints({ 'GET /directory/cloud-gateway/v1/groups': restGroups }));
    const tree = new Endpoints({ 'POST /api/directory/find-groups': nested });
    const folded = await poll(groups, tree);
    for (const { records } of [flat, folded]) {
      assert.deepEqual(records.map(({ value }) => value['path']).toSorted(), PATHS);
      assert.ok(records.every(({ value }) => !('folders' in value)));
    }
    assert.deepEqual(
      tree.requests.flatMap(({ item }) => item['source'] ?? []),
      ['cloud', 'ldap'],
    );
  });

  it('ends where groups contain each other, and distinguishes two with one path', async () => {
    const groups = createSnapshotStream(GROUPS_LOG, { mode: 'whole', baseline: false });
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

  it('reads the members of each group, names the group, and reports who was added or removed', async () => {
    const members = createSnapshotStream(MEMBERS, CHANGES);
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

  it('reads members from the older endpoints; a group deleted in between has none', async () => {
    const members = createSnapshotStream(MEMBERS, { mode: 'whole', baseline: false });
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

  it('does not treat a failing group as an empty one', async () => {
    const members = createSnapshotStream(MEMBERS, CHANGES);
    const client = new Endpoints({ 'GET /directory/cloud-gateway/v1/groups': restGroups });
    client.before = ({ path }) => {
      if (path.endsWith('/3/members'))
        throw new MimecastError('MIMECAST_UNAVAILABLE', 'down', { transient: true });
    };
    const { error, position } = await poll(members, client);
    assert.deepEqual([codeOf(error), position], ['MIMECAST_UNAVAILABLE', undefined]);
  });
});
