import type { ClusterMembership, Worker } from '../contracts/lease';
import { sleep, withTimeout } from '../util/async';
import { AccountAssignment } from './account-assignment';
import { type ClusterState, eligible, fairShare, surplus, timeUntilAvailable } from './assignment';
import { type Elapsed, LeaseHandle, startTimer } from './lease-handle';
import type { LeaseClaim, LeaseStore } from './lease-store';

/** Heartbeats per lease time: two may fail before the lease expires. */
const HEARTBEATS_PER_LEASE = 3;
/** ms between two checks for changes in the cluster */
const POLL_INTERVAL_MS = 1000;
/** ms between two attempts while the store is unreachable: held leases expire meanwhile */
const RETRY_INTERVAL_MS = 250;
/** minimum ms between two heartbeats; also the margin after which a lease has certainly expired */
const MIN_INTERVAL_MS = 50;
/** timeout in ms for the release of a lease */
const RELEASE_TIMEOUT_MS = 2_000;
/** timeout in ms for the workers to stop; the host gives nodes 15 s to close */
const CLOSE_TIMEOUT_MS = 11_000;
/** timeout in ms for the last request to Redis after the workers have stopped */
const FINAL_REQUEST_TIMEOUT_MS = 1_000;

export interface LeaseManagerOptions {
  /** unique per start of the process */
  readonly replica: string;
  readonly leaseMs: number;
  readonly store: LeaseStore;
  /** Called once when the store becomes unreachable, and once when it is reachable again. */
  readonly onOutage: (error: string | undefined) => void;
}

/** Acquires and renews the leases of this replica, and starts and stops the workers of each account. */
export class LeaseManager {
  readonly #options: LeaseManagerOptions;

  readonly #assignments = new Map<string, AccountAssignment>();
  readonly #closing = new AbortController();
  #loop: Promise<void> | undefined;
  #state: ClusterState | undefined;
  #lastError: string | undefined;
  #sinceHeartbeat: Elapsed = startTimer();
  /** a local change that the other replicas should see */
  #heartbeatDue = true;
  #wakeController = new AbortController();

  constructor(options: LeaseManagerOptions) {
    this.#options = options;
  }

  /** @param account fingerprint of the account's client id */
  membership(account: string): ClusterMembership {
    return { replica: this.#options.replica, join: (worker) => this.#join(account, worker) };
  }

  /** Waits for the workers with a timeout, then releases all leases and leaves the cluster. */
  async close(): Promise<void> {
    const idle = this.#waitUntilIdle().then(() =>
      this.#closing.abort(new Error('the cluster node is closed')),
    );
    await withTimeout(idle, CLOSE_TIMEOUT_MS);
    this.#closing.abort(new Error('the cluster node is closed'));
    await withTimeout(Promise.resolve(this.#loop), FINAL_REQUEST_TIMEOUT_MS);
    const held = this.#heldLeases();
    for (const assignment of this.#assignments.values()) assignment.lease?.markReleased();
    if (this.#loop === undefined) return;
    const { store, replica } = this.#options;
    await this.#bounded(store.release(replica, held, true));
  }

  /** Numbers for the dialog. */
  get stats(): { readonly replicas: number; readonly accounts: number; readonly held: number } | undefined {
    const state = this.#state;
    return (
      state && {
        replicas: state.replicas.length,
        accounts: state.accounts,
        held: this.#heldLeases().length,
      }
    );
  }

  #join(account: string, worker: Worker): () => Promise<void> {
    const assignment = this.#assignments.get(account) ?? new AccountAssignment(account);
    this.#assignments.set(account, assignment);
    assignment.addWorker(worker);
    // Deferred, so that all workers that start in the same turn join first and the first heartbeat claims all
    // accounts at once.
    setImmediate(() => this.#start());
    return async () => {
      if (!assignment.workers.delete(worker) || assignment.workers.size > 0) return;
      await this.#releaseLeases([assignment]);
      if (assignment.isIdle) this.#assignments.delete(account);
    };
  }

  #start(): void {
    if (this.#closing.signal.aborted) return;
    this.#loop ??= this.#run().catch(() => undefined);
    this.#wake();
  }

  #wake(): void {
    this.#heartbeatDue = true;
    this.#wakeController.abort();
  }

  async #waitUntilIdle(): Promise<void> {
    const { signal } = this.#closing;
    while ([...this.#assignments.values()].some(({ workers }) => workers.size > 0)) {
      await sleep(20, signal);
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#refresh();
        this.#reportOutage(undefined);
      } catch (error) {
        this.#reportOutage(error instanceof Error ? error.message : String(error));
      }
      this.#wakeController = new AbortController();
      await sleep(this.#nextDelay(), AbortSignal.any([signal, this.#wakeController.signal])).catch(
        () => undefined,
      );
    }
  }

  /** ms */
  #nextDelay(): number {
    const interval = Math.min(POLL_INTERVAL_MS, this.#options.leaseMs / HEARTBEATS_PER_LEASE);
    if (this.#lastError !== undefined) return Math.min(interval, RETRY_INTERVAL_MS);
    return this.#heartbeatDue
      ? MIN_INTERVAL_MS
      : Math.min(interval, Math.max(MIN_INTERVAL_MS, this.#untilHeartbeat()));
  }

  /**
   * ms until the next heartbeat: at a third of the lease time, or earlier when the lease of another replica
   * expires.
   */
  #untilHeartbeat(): number {
    const { leaseMs } = this.#options;
    const state = this.#state;
    if (state === undefined || this.#heartbeatDue) return 0;
    const available = timeUntilAvailable(this.#unassigned(), state, leaseMs);
    const after = Math.min(
      leaseMs / HEARTBEATS_PER_LEASE,
      available === undefined ? leaseMs : available + MIN_INTERVAL_MS,
    );
    return after - this.#sinceHeartbeat();
  }

  async #refresh(): Promise<void> {
    const state = this.#state;
    const isDue = state === undefined || this.#untilHeartbeat() <= 0;
    if (isDue || (await this.#options.store.version()) !== state.version) await this.#heartbeat();
  }

  async #heartbeat(): Promise<void> {
    const { store, replica } = this.#options;
    const since = startTimer();
    const claims = [...this.#assignments.values()]
      .filter(({ workers, lease }) => workers.size > 0 || lease !== undefined)
      .map(({ account, lease }) => ({ account, token: lease?.token ?? 0 }));
    this.#heartbeatDue = false;
    const state = await store.heartbeat(replica, claims);
    this.#sinceHeartbeat = since;
    this.#state = state;
    for (const { account, token } of claims) {
      if (token > 0) await this.#confirmLease(account, token, state, since);
    }
    await this.#rebalance(state);
  }

  /** Checks a lease that this replica held when the heartbeat was sent. */
  async #confirmLease(account: string, token: number, state: ClusterState, since: Elapsed): Promise<void> {
    const lease = this.#assignments.get(account)?.lease;
    if (lease?.token !== token) return;
    const stored = state.leases.get(account);
    if (stored?.token === token && stored.holder === this.#options.replica) {
      lease.renew(token, since);
      if (lease.needsRestore) await this.#restoreStore(account, lease);
    } else if (stored !== undefined && stored.token > token) lease.markLost();
    else await this.#reacquire(account, lease);
  }

  /**
   * The store lost the lease or was restored to an older state: claims the lease again and restores the last
   * writes.
   */
  async #reacquire(account: string, lease: LeaseHandle): Promise<void> {
    const { store, replica } = this.#options;
    if (!lease.held) return;
    const since = startTimer();
    const token = await store.acquire(replica, { account, token: lease.token });
    if (token === undefined) {
      lease.markLost();
      return;
    }
    lease.renew(token, since);
    lease.needsRestore = true;
    await this.#restoreStore(account, lease);
  }

  /** After an error the next heartbeat starts over. */
  async #restoreStore(account: string, lease: LeaseHandle): Promise<void> {
    const { token } = lease;
    for (const [key, text] of lease.lastWrites) await this.#options.store.save({ account, token }, key, text);
    lease.needsRestore = false;
  }

  async #rebalance(state: ClusterState): Promise<void> {
    const { replica, leaseMs } = this.#options;
    const active = [...this.#assignments.values()].filter(
      ({ lease, isStopping }) => lease !== undefined || isStopping,
    );
    const held = active.filter(({ isStopping }) => !isStopping).map(({ account }) => account);
    const surplusAccounts = surplus(replica, held, state);
    if (surplusAccounts.length > 0) {
      const assignments = surplusAccounts.flatMap((account) => this.#assignments.get(account) ?? []);
      this.#releaseLeases(assignments).catch(() => undefined);
    }
    const capacity = fairShare(state) - active.length;
    let acquired = 0;
    for (const account of eligible(replica, this.#unassigned(), state, leaseMs)) {
      if (acquired >= capacity) return;
      if (await this.#acquire(account)) acquired += 1;
    }
  }

  async #acquire(account: string): Promise<boolean> {
    const { store, replica, leaseMs } = this.#options;
    const since = startTimer();
    const token = await store.acquire(replica, { account, token: 0 });
    if (token === undefined) return false;
    const assignment = this.#assignments.get(account);
    if (assignment === undefined || assignment.workers.size === 0) {
      await store.release(replica, [{ account, token }], false);
      return false;
    }
    const lease = new LeaseHandle(replica, token, leaseMs, since, () => this.#onLeaseLost(assignment, lease));
    assignment.start(lease);
    return true;
  }

  #onLeaseLost(assignment: AccountAssignment, lease: LeaseHandle): void {
    if (assignment.lease !== lease) return;
    assignment.stop(true).then(
      () => this.#wake(),
      () => undefined,
    );
  }

  /** Stops the workers, then releases the leases, so that the next holder finds all positions saved. */
  async #releaseLeases(assignments: readonly AccountAssignment[]): Promise<void> {
    const { store, replica } = this.#options;
    await Promise.all(
      assignments.map(async (assignment) => {
        const lease = await assignment.stop(false);
        if (lease === undefined || !lease.held) return;
        const { token } = lease;
        lease.markReleased();
        await this.#bounded(store.release(replica, [{ account: assignment.account, token }], false));
      }),
    );
  }

  /** Limits the wait for a release. A lease that could not be released expires by itself. */
  async #bounded(release: Promise<void>): Promise<void> {
    await withTimeout(
      release.catch(() => undefined),
      RELEASE_TIMEOUT_MS,
    );
  }

  #unassigned(): readonly string[] {
    return [...this.#assignments.values()]
      .filter(({ workers, lease, isStopping }) => workers.size > 0 && lease === undefined && !isStopping)
      .map(({ account }) => account);
  }

  #heldLeases(): readonly LeaseClaim[] {
    return [...this.#assignments.values()].flatMap(({ account, lease }) =>
      lease?.held === true ? [{ account, token: lease.token }] : [],
    );
  }

  #reportOutage(error: string | undefined): void {
    const before = this.#lastError;
    this.#lastError = error;
    if ((before === undefined) !== (error === undefined)) this.#options.onOutage(error);
    this.#notifyStandby();
  }

  #notifyStandby(): void {
    for (const assignment of this.#assignments.values()) {
      const holder = this.#state?.leases.get(assignment.account)?.holder ?? '';
      const other = holder === '' || holder === this.#options.replica ? undefined : holder;
      assignment.notifyStandby({ holder: other, trouble: this.#lastError });
    }
  }
}
