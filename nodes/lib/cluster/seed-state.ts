import type { CheckpointStore, MergeStrategy } from '../contracts/checkpoint-store';
import { sleep } from '../util/async';
import type { LeaseStore } from './lease-store';

/** ms between two attempts */
const RETRY_INTERVAL_MS = 1_000;
/**
 * Number of consecutive reads without a difference after which the state counts as published: two replicas
 * may write at the same time, and the later write wins.
 */
const STABLE_READS = 2;

export interface SeedTarget {
  readonly store: Pick<LeaseStore, 'read' | 'save'>;
  /** fingerprint of the account's client id */
  readonly account: string;
  /** folder and node: `positions/<node id>` */
  readonly key: string;
}

/**
 * Publishes the local state while the account has never been leased. Another replica may acquire the first
 * lease and would otherwise start without any state. A new store grants no leases for one lease time, which
 * leaves time for this. Retries until it is done; never rejects.
 * @param signal aborted when the account is leased here or the node is closed
 */
export async function publishLocalState(
  target: SeedTarget,
  stores: readonly Pick<CheckpointStore, 'read'>[],
  merge: MergeStrategy,
  signal: AbortSignal,
): Promise<void> {
  const reads = await Promise.allSettled(stores.map((one) => one.read(isJson)));
  const localTexts = reads.flatMap((read) =>
    read.status === 'rejected' || read.value === undefined || read.value === 'damaged' ? [] : [read.value],
  );
  let stableReads = 0;
  while (localTexts.length > 0 && !signal.aborted) {
    const outcome = await publishOnce(target, localTexts, merge).catch(() => 'away' as const);
    if (outcome === 'leased') return;
    stableReads = outcome === 'there' ? stableReads + 1 : 0;
    if (stableReads === STABLE_READS) return;
    await sleep(RETRY_INTERVAL_MS, signal).catch(() => undefined);
  }
}

async function publishOnce(
  { store, account, key }: SeedTarget,
  localTexts: readonly string[],
  merge: MergeStrategy,
): Promise<'there' | 'written' | 'leased'> {
  const stored = await store.read(account, key);
  const text = merge(stored === undefined ? localTexts : [stored, ...localTexts]);
  if (text === undefined || text === stored) return 'there';
  return (await store.save({ account, token: 0 }, key, text)) ? 'written' : 'leased';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
