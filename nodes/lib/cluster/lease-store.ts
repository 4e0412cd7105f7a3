import type { ClusterState } from './assignment';

export interface LeaseClaim {
  /** fingerprint of the account's client id */
  readonly account: string;
  /** 0: wanted but not held */
  readonly token: number;
}

/** Stores leases and positions: Redis, or memory in specs. Every call has a timeout. */
export interface LeaseStore {
  /**
   * Announces that this replica is alive and which accounts it wants, and renews its leases.
   * @returns the state of the cluster afterwards
   */
  heartbeat(replica: string, leases: readonly LeaseClaim[]): Promise<ClusterState>;
  /**
   * Acquires a free lease. With a token above 0: claims a lease again that the store has lost, unless another
   * replica has had it since.
   * @returns the fencing token, greater than all earlier ones; undefined: the lease is not available
   */
  acquire(replica: string, lease: LeaseClaim): Promise<number | undefined>;
  /** @param gone the replica leaves the cluster, too */
  release(replica: string, leases: readonly LeaseClaim[], gone: boolean): Promise<void>;
  /** See `ClusterState.version`; cheap enough for a request every second. */
  version(): Promise<number>;
  /**
   * With token 0 it writes only if the account has never been leased.
   * @returns false: a newer token exists, nothing was written
   */
  save(lease: LeaseClaim, key: string, text: string): Promise<boolean>;
  read(account: string, key: string): Promise<string | undefined>;
}
