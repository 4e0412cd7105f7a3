import type { Merge } from '../shipping/moving-positions';
import type { PositionBackend } from '../shipping/position-file';
import { sleep } from '../wait';
import type { LeaseStore } from './lease-store';

/** ms between two looks */
const AGAIN_MS = 1_000;
/** Looks that find nothing to add: two replicas may write at once, and the later one would have the word. */
const CALM = 2;

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
  parts: OfferParts,
  places: readonly Pick<PositionBackend, 'read'>[],
  merge: Merge,
  signal: AbortSignal,
): Promise<void> {
  const looks = await Promise.allSettled(places.map((place) => place.read(isJson)));
  const known = looks.flatMap((look) =>
    look.status === 'rejected' || look.value === undefined || look.value === 'damaged' ? [] : [look.value],
  );
  let calm = 0;
  while (known.length > 0 && !signal.aborted) {
    const outcome = await offerOnce(parts, known, merge).catch(() => 'away' as const);
    if (outcome === 'leased') return;
    calm = outcome === 'there' ? calm + 1 : 0;
    if (calm === CALM) return;
    await sleep(AGAIN_MS, signal).catch(() => undefined);
  }
}

async function offerOnce(
  { store, account, place }: OfferParts,
  known: readonly string[],
  merge: Merge,
): Promise<'there' | 'written' | 'leased'> {
  const stored = await store.read(account, place);
  const text = merge(stored === undefined ? known : [stored, ...known]);
  if (text === undefined || text === stored) return 'there';
  return (await store.save({ account, token: 0 }, place, text)) ? 'written' : 'leased';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
