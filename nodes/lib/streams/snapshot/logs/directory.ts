import { MimecastError } from '../../../api/errors';
import type { ReadContext } from '../../../shipping/stream';
import { omit, type Value } from '../../paged/canonical';
import { restOrPost } from '../either';
import { type Folder, flatten, withPaths } from '../groups';
import type { Reading, Row, SnapshotLog } from '../log';
import { type Pages, readPost, readRest } from '../read-pages';

const DIRECTORY = { log: 'directory', volatile: ['id', 'parentId'], tells: 'changes' } as const;
const GROUPS = '/directory/cloud-gateway/v1/groups';

/** Addresses and domains are the same in any letters; a row without is known by all that it says. */
function identity(value: Value, name: string): Value {
  const text = value[name];
  return typeof text === 'string' && text.trim() !== ''
    ? { [name]: text.trim().toLowerCase() }
    : omit(value, DIRECTORY.volatile);
}

function rowsOf({ records, bad, bytes }: Pages, name: string): Omit<Reading, 'via'> {
  const rows = records.map((value) => ({ value, identity: identity(value, name) }));
  return { rows, bad, bytes };
}

/** wire.md 11.4: REST knows who is disabled. */
export const USERS: SnapshotLog = {
  ...DIRECTORY,
  key: 'directory.users',
  type: 'users',
  read: (context) =>
    restOrPost(
      async () =>
        rowsOf(
          await readRest('/user/cloud-gateway/v1/users', 'users', 'directory.users', context),
          'emailAddress',
        ),
      async () =>
        rowsOf(
          await readPost('/api/user/get-internal-users', [], 'users', 'directory.users', context),
          'emailAddress',
        ),
    ),
};

/** wire.md 11.4 */
export const DOMAINS: SnapshotLog = {
  ...DIRECTORY,
  key: 'directory.domains',
  type: 'domains',
  read: (context) =>
    restOrPost(
      async () =>
        rowsOf(
          await readRest(
            '/domain/cloud-gateway/v1/internal-domains',
            'domains',
            'directory.domains',
            context,
          ),
          'domain',
        ),
      async () =>
        rowsOf(
          await readPost('/api/domain/get-internal-domain', [], undefined, 'directory.domains', context),
          'domain',
        ),
    ),
};

interface Groups extends Omit<Pages, 'records'> {
  readonly folders: readonly Folder[];
}

async function restGroups(key: string, context: ReadContext): Promise<Groups> {
  const { records, bad, bytes } = await readRest(GROUPS, 'groups', key, context);
  return { folders: withPaths(records), bad, bytes };
}

/** One call a source; groups of the next level may stand in their group. */
async function postGroups(key: string, context: ReadContext): Promise<Groups> {
  const read = (source: string): Promise<Pages> =>
    readPost('/api/directory/find-groups', [{ source }], 'folders', key, context);
  const sources = [await read('cloud'), await read('ldap')];
  return {
    folders: withPaths(sources.flatMap(({ records }) => flatten(records))),
    bad: sources.flatMap(({ bad }) => bad),
    bytes: sources.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** wire.md 11.3: `path` is added to what the API says, since that is what a group is known by. */
export const GROUPS_LOG: SnapshotLog = {
  ...DIRECTORY,
  key: 'directory.groups',
  type: 'groups',
  read: (context) => {
    const rows = ({ folders, bad, bytes }: Groups): Omit<Reading, 'via'> => ({
      rows: folders.map(({ path, value }) => ({ value: { path, ...value }, identity: { path } })),
      bad,
      bytes,
    });
    return restOrPost(
      async () => rows(await restGroups('directory.groups', context)),
      async () => rows(await postGroups('directory.groups', context)),
    );
  },
};

/** wire.md 11.3: `group`, the path of the group, is added: a member does not say of what it is one. */
export const MEMBERS: SnapshotLog = {
  ...DIRECTORY,
  key: 'directory.members',
  type: 'members',
  read: (context) => {
    const key = 'directory.members';
    return restOrPost(
      async () =>
        membersOf(await restGroups(key, context), context, (id) =>
          readRest(`${GROUPS}/${encodeURIComponent(id)}/members`, 'groupMembers', key, context),
        ),
      async () =>
        membersOf(await postGroups(key, context), context, (id) =>
          readPost('/api/directory/get-group-members', [{ id }], 'groupMembers', key, context),
        ),
    );
  },
};

async function membersOf(
  { folders, bad, bytes }: Groups,
  { glance }: ReadContext,
  read: (id: string) => Promise<Pages>,
): Promise<Omit<Reading, 'via'>> {
  const rows: Row[] = [];
  const all = [...bad];
  let sum = bytes;
  for (const { id, path } of folders) {
    if (glance === true && rows.length > 0) break;
    const members = await unlessGone(() => read(id));
    for (const value of members.records) {
      const known = { group: path, ...identity(value, 'emailAddress') };
      rows.push({ value: { group: path, ...value }, identity: known });
    }
    all.push(...members.bad);
    sum += members.bytes;
  }
  return { rows, bad: all, bytes: sum };
}

/** The list of groups was answered a moment ago: what is not there now was removed since. */
async function unlessGone(read: () => Promise<Pages>): Promise<Pages> {
  try {
    return await read();
  } catch (error) {
    const isGone =
      error instanceof MimecastError &&
      (error.status === 404 || /folder.*not_found/i.test(error.vendorCode ?? ''));
    if (!isGone) throw error;
    return { records: [], bad: [], bytes: 0 };
  }
}
