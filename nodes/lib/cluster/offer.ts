import type { Merge } from '../shipping/moving-positions';
import type { PositionBackend } from '../shipping/position-file';
import { sleep } from '../wait';
import type { LeaseStore } from './lease-store';

/** ms between two looks */
const RETRY_INTERVAL_MS = 1_000;
/** Looks that find nothing to add: two replicas may write at once, and the later one would have the word. */
const STABLE_READS = 2;

export interface OfferParts {
  readonly store: Pick<LeaseStore, 'read' | 'save'>;
  /** fingerprint of the account's client id */
  readonly account: string;
  /** folder and node: `positions/<node id>` */
  readonly place: string;
}

/**
 * While nobody has ever leased the account: tells all replicas what this machine knows, since another one may take it
 * first, and would begin anew. A new store gives them one lease time for that. Goes on until that is done; never
 * rejects.
 * @param signal aborted: it is leased here, or the node is closed
 */
export async function offer(
  target: OfferParts,
  stores: readonly Pick<PositionBackend, 'read'>[],
  merge: Merge,
  signal: AbortSignal,
): Promise<void> {
  const reads = await Promise.allSettled(stores.map((key) => key.read(isJson)));
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
  { store, account, place: key }: OfferParts,
  localTexts: readonly string[],
  merge: Merge,
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
