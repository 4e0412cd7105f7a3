import type { Stream } from '../contracts/stream';
import { DOMAINS, GROUPS_LOG, MEMBERS, USERS } from './snapshot/logs/directory';
import { createSnapshotStream, type SnapshotOptions } from './snapshot/stream';

const LOGS = { users: USERS, groups: GROUPS_LOG, members: MEMBERS, domains: DOMAINS } as const;

/** @param types empty: all types */
export function createDirectoryStreams(
  types: readonly (keyof typeof LOGS)[],
  options: SnapshotOptions,
): readonly Stream[] {
  const logs = types.length === 0 ? Object.values(LOGS) : types.map((type) => LOGS[type]);
  return logs.map((log) => createSnapshotStream(log, options));
}
