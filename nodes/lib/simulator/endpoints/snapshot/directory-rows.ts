/** The records of the directory in both families of endpoints (wire.md 11.3, 11.4). */

import type { JsonObject } from '../../common/json';
import { encodeSecureId } from '../../common/secure-id';
import { domainOf } from '../../records/message';
import type { DirectoryState, Domain, Group, User } from './directory';
import type { SnapshotRow } from './pager';

const ROOT = '(root)';

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const parentOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ROOT);

/** Builds the records of one account. */
export class DirectoryRows {
  readonly #accountCode: string;

  constructor(accountCode: string) {
    this.#accountCode = accountCode;
  }

  /** POST get-internal-users, which does not say who is disabled */
  internalUsers({ users }: DirectoryState, domain?: string): readonly SnapshotRow[] {
    return rows(users.values(), (one) => one.emailAddress, userRecord).filter(
      ({ key }) => domain === undefined || domainOf(key) === domain,
    );
  }

  /** GET users */
  users({ users }: DirectoryState): readonly SnapshotRow[] {
    return rows(
      users.values(),
      (one) => one.emailAddress,
      (one, salt) => ({
        id: this.#id(one.emailAddress, salt),
        emailAddress: one.emailAddress,
        name: one.name,
        domain: domainOf(one.emailAddress),
        type: 'user',
        internal: true,
        disabled: one.disabled,
        createdDateTime: new Date(one.createdAt).toISOString(),
        updatedDateTime: new Date(one.updatedAt).toISOString(),
        addressType: one.addressType,
        isAlias: one.alias,
      }),
    );
  }

  /** POST find-groups: the groups of one source, each with its child groups inside. */
  folders(state: DirectoryState, source: string, query: string): readonly SnapshotRow[] {
    const matching = [...state.groups.values()].filter((group) => group.source === source);
    const top = matching.filter(({ path }) =>
      query === '' ? parentOf(path) === ROOT : nameOf(path).toLowerCase().includes(query.toLowerCase()),
    );
    return rows(
      top,
      ({ path }) => path,
      (group, salt) => this.#folder(state, group, salt),
    );
  }

  #folder(state: DirectoryState, group: Group, salt: string): JsonObject {
    const folders = children(state, group).map((child) => this.#folder(state, child, salt));
    const count = { folderCount: folders.length };
    return { ...this.#group(group, salt), ...count, ...(folders.length > 0 ? { folders } : {}) };
  }

  /** GET groups: all groups, not nested. */
  groups(state: DirectoryState): readonly SnapshotRow[] {
    return rows(
      state.groups.values(),
      ({ path }) => path,
      (group, salt) => ({
        ...this.#group(group, salt),
        groupCount: children(state, group).length,
      }),
    );
  }

  #group(group: Group, salt: string): JsonObject {
    return {
      id: this.#id(group.path, salt),
      description: nameOf(group.path),
      source: group.source,
      parentId: this.#id(parentOf(group.path), salt),
      userCount: group.members.length,
    };
  }

  /** @param rest true: with `note`, as in the GET response */
  members(state: DirectoryState, group: Group, rest: boolean): readonly SnapshotRow[] {
    return rows(
      group.members,
      (address) => address,
      (address) => ({
        name: state.users.get(address)?.name ?? '',
        emailAddress: address,
        domain: domainOf(address),
        internal: state.users.has(address),
        type: state.users.get(address)?.addressType ?? 'created_manually',
        ...(rest ? { note: '' } : {}),
      }),
    );
  }

  domains({ domains }: DirectoryState): readonly SnapshotRow[] {
    return rows(
      domains.values(),
      ({ domain }) => domain,
      (one: Domain, salt) => ({
        id: this.#id(one.domain, salt),
        domain: one.domain,
        sendOnly: one.sendOnly,
        local: true,
        inboundType: one.inboundType,
      }),
    );
  }

  #id(key: string, salt: string): string {
    return encodeSecureId(this.#accountCode, key, salt);
  }
}

function userRecord(user: User): JsonObject {
  return {
    name: user.name,
    emailAddress: user.emailAddress,
    domain: domainOf(user.emailAddress),
    alias: user.alias,
    addressType: user.addressType,
    source: user.addressType === 'extracted_ldap' ? 'ldap' : 'cloud',
  };
}

function children({ groups }: DirectoryState, group: Group): Group[] {
  return [...groups.values()].filter(({ path }) => parentOf(path) === group.path);
}

function rows<T>(
  values: Iterable<T>,
  key: (value: T) => string,
  write: (value: T, salt: string) => JsonObject,
): SnapshotRow[] {
  return [...values].map((value) => ({ key: key(value), write: (salt) => write(value, salt) }));
}
