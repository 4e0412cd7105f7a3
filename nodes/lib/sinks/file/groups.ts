/** Combines pending writes, so that one write and one sync serve many messages. Pure. */

export interface Job {
  readonly path: string;
  readonly data: Buffer;
}

/** In the order in which each path first occurs; the order within a path stays. */
export function byPath<J extends Job>(jobs: readonly J[]): readonly (readonly [string, readonly J[]])[] {
  const paths = new Map<string, J[]>();
  for (const job of jobs) {
    const same = paths.get(job.path);
    if (same === undefined) paths.set(job.path, [job]);
    else same.push(job);
  }
  return [...paths];
}

/** @param bytes maximum size of a group, unless a single write is larger */
export function groupsOf<J extends Job>(jobs: readonly J[], bytes: number): readonly (readonly J[])[] {
  const groups: J[][] = [];
  let size = 0;
  for (const job of jobs) {
    const group = groups.at(-1);
    if (group === undefined || size + job.data.length > bytes) {
      groups.push([job]);
      size = job.data.length;
    } else {
      group.push(job);
      size += job.data.length;
    }
  }
  return groups;
}
