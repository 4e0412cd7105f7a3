import type { Standing } from './share';

export interface HeldLease {
  /** fingerprint of the account's client id */
  readonly account: string;
  /** 0: wanted, and not held */
  readonly token: number;
}

/** Where leases and positions live: Redis, or a memory in specs. Every call is bounded in time. */
export interface LeaseStore {
  /** Says that this replica lives and what it wants, renews what it holds. @returns how all stands afterwards */
  beat(replica: string, leases: readonly HeldLease[]): Promise<Standing>;
  /**
   * Takes a free lease. With a token above 0: takes back what the store has lost, unless somebody has had it since.
   * @returns the fencing token, above every one before; undefined: it may not be had
   */
  take(replica: string, lease: HeldLease): Promise<number | undefined>;
  /** @param gone the replica is over, too */
  release(replica: string, leases: readonly HeldLease[], gone: boolean): Promise<void>;
  /** See `Standing.version`; cheap enough to be asked every second. */
  version(): Promise<number>;
  /**
   * With token 0: an offer, taken only where the account has never been leased.
   * @returns false: a newer token is out, nothing was written
   */
  save(lease: HeldLease, key: string, text: string): Promise<boolean>;
  read(account: string, key: string): Promise<string | undefined>;
}
