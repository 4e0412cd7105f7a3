import { MimecastError } from '../../../contracts/errors';
import type { JsonObject } from '../../../contracts/json';
import type { ReadContext } from '../../../contracts/stream';
import { omit } from '../../../util/canonical-json';
import type { Requirement } from '../../rest/log-definition';
import type { SnapshotLogDefinition, SnapshotResult, SnapshotRow } from '../definition';
import { flattenGroups, type GroupWithPath, withPaths } from '../groups';
import { checkSnapshotSize, type ListResult, readPost, readRest, restWithPostFallback } from '../read-pages';

const DIRECTORY = { log: 'directory', volatile: ['id', 'parentId'], emits: 'changes' } as const;
const GROUPS_ACCESS = {
  permission: 'Directories | Groups | Read',
  product: 'User and Group Management',
} as const;
const GROUPS_PATH = '/directory/cloud-gateway/v1/groups';

/** Addresses and domains are compared in lower case. An item without one is identified by its whole content. */
function identityOf(value: JsonObject, name: string): JsonObject {
  const text = value[name];
  return typeof text === 'string' && text.trim() !== ''
    ? { [name]: text.trim().toLowerCase() }
    : omit(value, DIRECTORY.volatile);
}

function toItems({ records, bad, bytes }: ListResult, name: string): Omit<SnapshotResult, 'via'> {
  const rows = records.map((value) => ({ value, identity: identityOf(value, name) }));
  return { rows, bad, bytes };
}

/** wire.md 11.4: only REST says which users are disabled. */
export const USERS: SnapshotLogDefinition = {
  ...DIRECTORY,
  key: 'directory.users',
  type: 'users',
  about: 'users',
  access: { permission: 'Directories | Internal | Read', product: 'User and Group Management' },
  read: (context) =>
    restWithPostFallback(
      async () =>
        toItems(await readRest('/user/cloud-gateway/v1/users', 'users', USERS, context), 'emailAddress'),
      async () =>
        toItems(await readPost('/api/user/get-internal-users', [], 'users', USERS, context), 'emailAddress'),
    ),
};

/** wire.md 11.4 */
export const DOMAINS: SnapshotLogDefinition = {
  ...DIRECTORY,
  key: 'directory.domains',
  type: 'domains',
  about: 'internal domains',
  access: { permission: 'Directories | Internal | Read', product: 'Domain Management' },
  read: (context) =>
    restWithPostFallback(
      async () =>
        toItems(
          await readRest('/domain/cloud-gateway/v1/internal-domains', 'domains', DOMAINS, context),
          'domain',
        ),
      async () =>
        toItems(await readPost('/api/domain/get-internal-domain', [], undefined, DOMAINS, context), 'domain'),
    ),
};

interface GroupList extends Omit<ListResult, 'records'> {
  readonly folders: readonly GroupWithPath[];
}

async function restGroups(requirement: Requirement, context: ReadContext): Promise<GroupList> {
  const { records, bad, bytes } = await readRest(GROUPS_PATH, 'groups', requirement, context);
  return { folders: withPaths(records), bad, bytes };
}

/** One call for each source; child groups may be nested in their parent. */
async function postGroups(requirement: Requirement, context: ReadContext): Promise<GroupList> {
  const read = (source: string): Promise<ListResult> =>
    readPost('/api/directory/find-groups', [{ source }], 'folders', requirement, context);
  const sources = [await read('cloud'), await read('ldap')];
  return {
    folders: withPaths(sources.flatMap(({ records }) => flattenGroups(records))),
    bad: sources.flatMap(({ bad }) => bad),
    bytes: sources.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** wire.md 11.3: `path` is added to the record, because it identifies the group. */
export const GROUPS_LOG: SnapshotLogDefinition = {
  ...DIRECTORY,
  key: 'directory.groups',
  type: 'groups',
  about: 'groups',
  access: GROUPS_ACCESS,
  read: (context) => {
    const rows = ({ folders, bad, bytes }: GroupList): Omit<SnapshotResult, 'via'> => ({
      rows: folders.map(({ path, value }) => ({ value: { path, ...value }, identity: { path } })),
      bad,
      bytes,
    });
    return restWithPostFallback(
      async () => rows(await restGroups(GROUPS_LOG, context)),
      async () => rows(await postGroups(GROUPS_LOG, context)),
    );
  },
};

/** wire.md 11.3: `group`, the path of the group, is added: the API does not name the group in a member. */
export const MEMBERS: SnapshotLogDefinition = {
  ...DIRECTORY,
  key: 'directory.members',
  type: 'members',
  about: 'members of groups',
  access: GROUPS_ACCESS,
  read: (context) => {
    return restWithPostFallback(
      async () =>
        readMembers(await restGroups(MEMBERS, context), context, (id) =>
          readRest(`${GROUPS_PATH}/${encodeURIComponent(id)}/members`, 'groupMembers', MEMBERS, context),
        ),
      async () =>
        readMembers(await postGroups(MEMBERS, context), context, (id) =>
          readPost('/api/directory/get-group-members', [{ id }], 'groupMembers', MEMBERS, context),
        ),
    );
  },
};

async function readMembers(
  { folders, bad, bytes }: GroupList,
  context: ReadContext,
  read: (id: string) => Promise<ListResult>,
): Promise<Omit<SnapshotResult, 'via'>> {
  const rows: SnapshotRow[] = [];
  const all = [...bad];
  let sum = bytes;
  for (const { id, path } of folders) {
    if (context.sampleOnly === true && rows.length > 0) break;
    const members = await emptyIfNotFound(() => read(id));
    for (const value of members.records) {
      rows.push({
        value: { group: path, ...value },
        identity: { group: path, ...identityOf(value, 'emailAddress') },
      });
    }
    for (const sample of members.bad) all.push(sample);
    sum += members.bytes;
    checkSnapshotSize(GROUPS_PATH, rows.length + all.length, sum);
  }
  return { rows, bad: all, bytes: sum };
}

/** A group that is not found was removed after the list of groups had been read: it has no members. */
async function emptyIfNotFound(read: () => Promise<ListResult>): Promise<ListResult> {
  try {
    return await read();
  } catch (error) {
    const isNotFound =
      error instanceof MimecastError &&
      (error.status === 404 || /folder.*not_found/i.test(error.vendorCode ?? ''));
    if (!isNotFound) throw error;
    return { records: [], bad: [], bytes: 0 };
  }
}
