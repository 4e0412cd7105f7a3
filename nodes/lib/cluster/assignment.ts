/**
 * Decides which replica may hold which lease. Pure functions: all replicas decide alike, because they see the
 * same state.
 */
import { hash } from 'node:crypto';

/** A lease as it is stored. */
export interface Lease {
  /** '' when it is not held */
  readonly holder: string;
  /** grows with each acquisition */
  readonly token: number;
  /** ms until it expires, on the clock of the store; 0: it is free */
  readonly remainingMs: number;
}

/** State of the cluster. */
export interface ClusterState {
  /** live replicas, including this one */
  readonly replicas: readonly string[];
  /** number of accounts that any replica wants */
  readonly accounts: number;
  /** by the fingerprint of the account's client id */
  readonly leases: ReadonlyMap<string, Lease>;
  /** ms since the store was created */
  readonly ageMs: number;
  /** changes with every join, leave, acquisition and release */
  readonly version: number;
}

/** Maximum number of accounts per replica: ⌈accounts / live replicas⌉. */
export function fairShare({ accounts, replicas }: Pick<ClusterState, 'accounts' | 'replicas'>): number {
  return Math.ceil(accounts / Math.max(1, replicas.length));
}

/**
 * Orders accounts by rendezvous hashing. Each replica has its own stable order, so that replicas rarely try
 * to acquire the same account at the same time.
 */
function byRendezvousHash(replica: string, accounts: readonly string[]): readonly string[] {
  const rank = new Map(accounts.map((account) => [account, hash('sha256', `${replica} ${account}`)]));
  return accounts.toSorted((a, b) => (rank.get(a) ?? '').localeCompare(rank.get(b) ?? ''));
}

/** Held accounts above the fair share, which are handed over: the least preferred ones. */
export function surplus(replica: string, held: readonly string[], state: ClusterState): readonly string[] {
  return byRendezvousHash(replica, held).slice(fairShare(state));
}

/**
 * Accounts that this replica may try to acquire now, in this order, until it has its fair share.
 * @param wanted accounts of this replica that it does not hold
 */
export function eligible(
  replica: string,
  wanted: readonly string[],
  state: ClusterState,
  leaseMs: number,
): readonly string[] {
  // Only the previous holders may claim the leases that a store has lost: see redis/scripts/acquire.ts.
  if (state.ageMs < leaseMs) return [];
  const free = wanted.filter((account) => {
    const lease = state.leases.get(account);
    // Its own lease: the reply to the acquisition was lost, or the lease expired here slightly earlier than
    // in the store.
    return isFree(lease) || lease?.holder === replica;
  });
  return byRendezvousHash(replica, free);
}

function isFree(lease: Lease | undefined): boolean {
  return lease === undefined || lease.remainingMs <= 0 || lease.holder === '';
}

/**
 * ms after a heartbeat until a wanted account may become available; undefined: nothing is wanted, or unknown.
 */
export function timeUntilAvailable(
  wanted: readonly string[],
  { leases, ageMs }: ClusterState,
  leaseMs: number,
): number | undefined {
  if (wanted.length === 0) return undefined;
  if (ageMs < leaseMs) return leaseMs - ageMs;
  const remaining = wanted.flatMap((account) => {
    const lease = leases.get(account);
    return lease === undefined || isFree(lease) ? [] : [lease.remainingMs];
  });
  return remaining.length === 0 ? undefined : Math.min(...remaining);
}
