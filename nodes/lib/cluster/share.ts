/** Who may hold what. Pure: replicas decide alike because they look at the same standing. */
import { hash } from 'node:crypto';

/** A lease as the store knows it. */
export interface Lease {
  /** '' where nobody holds it */
  readonly holder: string;
  /** grows with each time that it is taken */
  readonly token: number;
  /** ms until it is over, on the clock of the store; 0: it is free */
  readonly leftMs: number;
}

/** How everything stands. */
export interface Standing {
  /** that live, this one included */
  readonly replicas: readonly string[];
  /** that any of them wants */
  readonly accounts: number;
  /** by the fingerprint of the account's client id */
  readonly leases: ReadonlyMap<string, Lease>;
  /** ms since the store was new */
  readonly ageMs: number;
  /** changes with every join, leave, take and release */
  readonly version: number;
}

/** How many accounts a replica holds at most: ⌈accounts / live replicas⌉. */
export function fairShare({ accounts, replicas }: Pick<Standing, 'accounts' | 'replicas'>): number {
  return Math.ceil(accounts / Math.max(1, replicas.length));
}

/** Each replica prefers others, and each always the same: so they seldom reach for one account at once. */
function byRendezvousHash(replica: string, accounts: readonly string[]): readonly string[] {
  const rank = new Map(accounts.map((account) => [account, hash('sha256', `${replica} ${account}`)]));
  return accounts.toSorted((a, b) => (rank.get(a) ?? '').localeCompare(rank.get(b) ?? ''));
}

/** What is above the fair share: to be handed over, what is preferred least first. */
export function excess(replica: string, held: readonly string[], state: Standing): readonly string[] {
  return byRendezvousHash(replica, held).slice(fairShare(state));
}

/**
 * What may be tried now, in this order, until the fair share is reached.
 * @param wanted accounts of this replica that it does not hold
 */
export function takeable(
  replica: string,
  wanted: readonly string[],
  state: Standing,
  leaseMs: number,
): readonly string[] {
  // What a store has lost belongs to those who still hold it: see scripts/take.ts.
  if (state.ageMs < leaseMs) return [];
  const free = wanted.filter((account) => {
    const lease = state.leases.get(account);
    // Its own: taken, and the answer was lost; or over here a moment before it is over there.
    return isFree(lease) || lease?.holder === replica;
  });
  return byRendezvousHash(replica, free);
}

function isFree(lease: Lease | undefined): boolean {
  return lease === undefined || lease.leftMs <= 0 || lease.holder === '';
}

/** ms after a beat until something that is wanted may be had; undefined: nothing is wanted, or nobody knows. */
export function nextChance(
  wanted: readonly string[],
  { leases, ageMs }: Standing,
  leaseMs: number,
): number | undefined {
  if (wanted.length === 0) return undefined;
  if (ageMs < leaseMs) return leaseMs - ageMs;
  const remaining = wanted.flatMap((account) => {
    const lease = leases.get(account);
    return lease === undefined || isFree(lease) ? [] : [lease.leftMs];
  });
  return remaining.length === 0 ? undefined : Math.min(...remaining);
}
