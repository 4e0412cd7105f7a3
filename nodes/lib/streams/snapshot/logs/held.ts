import type { JsonObject } from '../../../contracts/json';
import type { ReadContext } from '../../../contracts/stream';
import type { Requirement } from '../../rest/log-definition';
import type { SnapshotLogDefinition, SnapshotResult } from '../definition';
import { readPost } from '../read-pages';

/** Members of a held message that stay the same from read to read; its id does not (wire.md 9.1). */
const IDENTITY_KEYS = ['from', 'fromHeader', 'to', 'subject', 'route', 'size', 'dateReceived'];

function pick(value: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (name in value ? [[name, value[name]]] : [])));
}

async function read(
  path: string,
  data: readonly JsonObject[],
  identityKeys: readonly string[],
  requirement: Requirement,
  context: ReadContext,
): Promise<SnapshotResult> {
  const { records, bad, bytes } = await readPost(path, data, undefined, requirement, context);
  return {
    rows: records.map((value) => ({ value, identity: pick(value, identityKeys) })),
    via: 'post',
    bad,
    bytes,
  };
}

/**
 * wire.md 9.1: one item for each recipient; `admin` is needed to get those of all users. A message disappears when
 * it is released, rejected or expired. That is not reported here: the release log has it.
 */
export const HELD: SnapshotLogDefinition = {
  key: 'held.held',
  log: 'held',
  type: 'held',
  about: 'messages on hold',
  access: { permission: 'Account | Dashboard | Read', product: 'Cloud Gateway' },
  read: (context) =>
    read('/api/gateway/get-hold-message-list', [{ admin: true }], IDENTITY_KEYS, HELD, context),
  volatile: ['id'],
  emits: 'arrivals',
};

/** wire.md 9.2: number of held messages by policy, without pagination. */
export const HOLD_SUMMARY: SnapshotLogDefinition = {
  key: 'held.summary',
  log: 'held',
  type: 'summary',
  about: 'summary of messages on hold',
  access: { permission: 'Account | Monitoring | Held Summary | Read', product: 'Cloud Gateway' },
  read: (context) => read('/api/gateway/get-hold-summary-list', [], ['policyInfo'], HOLD_SUMMARY, context),
  volatile: [],
  emits: 'changes',
};
