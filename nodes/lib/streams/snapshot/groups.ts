import { isValue, omit, type Value } from '../paged/canonical';

export interface Folder {
  /** of this reading only (wire.md 14, row 26) */
  readonly id: string;
  /** names from the top, with `/` between; the second of the same path has ` (2)` behind it */
  readonly path: string;
  readonly value: Value;
}

/** Groups with those of the next level inside them (wire.md 11.3), each on its own. */
export function flatten(records: readonly Value[]): readonly Value[] {
  return records.flatMap((value) => {
    const { folders } = value;
    if (!Array.isArray(folders)) return [value];
    const inner = folders.filter(isValue).map((one) => ({ parentId: value['id'], ...one }));
    return [omit(value, ['folders']), ...flatten(inner)];
  });
}

/** A parent that is not in the list is the root. */
export function withPaths(records: readonly Value[]): readonly Folder[] {
  const byId = new Map(records.map((value) => [textOf(value, 'id'), value]));
  const counts = new Map<string, number>();
  // In the order of what they say, so that of two with one path the same is the second each time.
  const named = records.map((value) => ({ value, path: pathOf(value, byId, new Set()) }));
  return named
    .toSorted((a, b) => (rank(a.value) < rank(b.value) ? -1 : 1))
    .map(({ value, path }) => {
      const nth = (counts.get(path) ?? 0) + 1;
      counts.set(path, nth);
      return { id: textOf(value, 'id'), value, path: nth === 1 ? path : `${path} (${nth})` };
    });
}

function pathOf(value: Value, byId: ReadonlyMap<string, Value>, below: ReadonlySet<Value>): string {
  const name = textOf(value, 'description');
  const parentId = textOf(value, 'parentId');
  const parent = parentId === '' ? undefined : byId.get(parentId);
  // Groups that contain each other have no top.
  if (parent === undefined || parent === value || below.has(parent)) return name;
  return `${pathOf(parent, byId, new Set([...below, value]))}/${name}`;
}

function rank(value: Value): string {
  return `${textOf(value, 'source')} ${String(value['userCount'])}`;
}

function textOf(value: Value, name: string): string {
  const text = value[name];
  return typeof text === 'string' ? text : '';
}
