import type { ReadContext } from '../../../shipping/stream';
import type { Value } from '../../paged/canonical';
import type { Reading, SnapshotLog } from '../log';
import { readPost } from '../read-pages';

/** Facts of a held message that stay; its id does not (wire.md 9.1). */
const FACTS = ['from', 'fromHeader', 'to', 'subject', 'route', 'size', 'dateReceived'];

function only(value: Value, names: readonly string[]): Value {
  return Object.fromEntries(names.flatMap((name) => (name in value ? [[name, value[name]]] : [])));
}

async function read(
  path: string,
  data: readonly Value[],
  facts: readonly string[],
  key: string,
  context: ReadContext,
): Promise<Reading> {
  const { records, bad, bytes } = await readPost(path, data, undefined, key, context);
  return {
    rows: records.map((value) => ({ value, identity: only(value, facts) })),
    via: 'post',
    bad,
    bytes,
  };
}

/**
 * wire.md 9.1: one row a recipient, of all users only with `admin`. A message disappears when it is
 * released, rejected or expires, so nothing is told of that; the release log tells.
 */
export const HELD: SnapshotLog = {
  key: 'held.held',
  log: 'held',
  type: 'held',
  read: (context) =>
    read('/api/gateway/get-hold-message-list', [{ admin: true }], FACTS, 'held.held', context),
  volatile: ['id'],
  tells: 'arrivals',
};

/** wire.md 9.2: how many are held by which policy; no pages. */
export const HOLD_SUMMARY: SnapshotLog = {
  key: 'held.summary',
  log: 'held',
  type: 'summary',
  read: (context) => read('/api/gateway/get-hold-summary-list', [], ['policyInfo'], 'held.summary', context),
  volatile: [],
  tells: 'changes',
};
