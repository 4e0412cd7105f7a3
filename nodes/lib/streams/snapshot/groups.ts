import { isJsonObject, type JsonObject } from '../../contracts/json';
import { omit } from '../../util/canonical-json';

export interface GroupWithPath {
  /** valid for this snapshot only: ids are reissued (wire.md 14, row 26) */
  readonly id: string;
  /** names from the root, separated by `/`; the second group with the same path gets the suffix ` (2)` */
  readonly path: string;
  readonly value: JsonObject;
}

/** Turns nested groups (wire.md 11.3) into a flat list; `parentId` is added where it is missing. */
export function flattenGroups(records: readonly JsonObject[]): readonly JsonObject[] {
  return records.flatMap((value) => {
    const { folders } = value;
    if (!Array.isArray(folders)) return [value];
    const children = folders.filter(isJsonObject).map((child) => ({ parentId: value['id'], ...child }));
    return [omit(value, ['folders']), ...flattenGroups(children)];
  });
}

/** A group whose parent is not in the list is a root. */
export function withPaths(records: readonly JsonObject[]): readonly GroupWithPath[] {
  const byId = new Map(records.map((value) => [textOf(value, 'id'), value]));
  byId.delete('');
  const counts = new Map<string, number>();
  // Sorted by content, so that the numbering of equal paths is the same in each snapshot.
  const named = records.map((value) => ({ value, path: pathOf(value, byId) }));
  return named
    .toSorted((a, b) => (sortKey(a.value) < sortKey(b.value) ? -1 : 1))
    .map(({ value, path }) => {
      const nth = (counts.get(path) ?? 0) + 1;
      counts.set(path, nth);
      return { id: textOf(value, 'id'), value, path: nth === 1 ? path : `${path} (${nth})` };
    });
}

/** Groups above a group. Directories have some ten levels; what is above the limit is not part of the path. */
const MAX_LEVELS = 64;
/** Characters of a path, which is in the record of each member. */
export const MAX_PATH_LENGTH = 1000;

function pathOf(value: JsonObject, byId: ReadonlyMap<string, JsonObject>): string {
  const own = nameOf(value);
  const names = [own];
  let { length } = own;
  const visited = new Set([value]);
  let parent = byId.get(textOf(value, 'parentId'));
  // Groups that contain each other have no root.
  while (
    parent !== undefined &&
    !visited.has(parent) &&
    names.length < MAX_LEVELS &&
    length < MAX_PATH_LENGTH
  ) {
    const name = nameOf(parent);
    names.push(name);
    length += name.length;
    visited.add(parent);
    parent = byId.get(textOf(parent, 'parentId'));
  }
  return names.toReversed().join('/').slice(-MAX_PATH_LENGTH);
}

const nameOf = (value: JsonObject): string => textOf(value, 'description').slice(0, MAX_PATH_LENGTH);

const isPlain = (value: unknown): boolean => value === null || typeof value !== 'object';

function sortKey(value: JsonObject): string {
  const { userCount } = value;
  return `${textOf(value, 'source')} ${isPlain(userCount) ? String(userCount) : ''}`;
}

function textOf(value: JsonObject, name: string): string {
  const text = value[name];
  return typeof text === 'string' ? text : '';
}
