/** Combines pending writes, so that one write and one sync serve many messages. Pure. */

export interface PendingWrite {
  readonly path: string;
  readonly data: Buffer;
}

/** In the order in which each path first occurs; the order within a path stays. */
export function groupByPath<W extends PendingWrite>(
  writes: readonly W[],
): readonly (readonly [string, readonly W[]])[] {
  const paths = new Map<string, W[]>();
  for (const write of writes) {
    const existing = paths.get(write.path);
    if (existing === undefined) paths.set(write.path, [write]);
    else existing.push(write);
  }
  return [...paths];
}

/** @param bytes maximum size of a group, unless a single write is larger */
export function coalesce<W extends PendingWrite>(
  writes: readonly W[],
  bytes: number,
): readonly (readonly W[])[] {
  const groups: W[][] = [];
  let size = 0;
  for (const write of writes) {
    const group = groups.at(-1);
    if (group === undefined || size + write.data.length > bytes) {
      groups.push([write]);
      size = write.data.length;
    } else {
      group.push(write);
      size += write.data.length;
    }
  }
  return groups;
}
