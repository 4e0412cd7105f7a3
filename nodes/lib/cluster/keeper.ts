import { atMost, sleep } from '../wait';
import { HeldTenure } from './held-tenure';
import type { HeldLease, LeaseStore } from './lease-store';
import { Post } from './post';
import { excess, fairShare, nextChance, type Standing, takeable } from './share';
import { type Elapsed, startWatch } from './stopwatch';
import type { Membership, Worker } from './tenure';

/** Renewed at a third of its time: two beats may fail before it is over. */
const HEARTBEATS_PER_LEASE = 3;
/** ms between two looks at whether anything has changed */
const POLL_INTERVAL_MS = 1000;
/** ms between two tries while the store can't be reached: what is held runs out meanwhile */
const RETRY_INTERVAL_MS = 250;
/** ms between two beats at least; also what a lease is given to be over for certain */
const MIN_INTERVAL_MS = 50;
/** ms that giving a lease back may take */
const RELEASE_TIMEOUT_MS = 2_000;
/** ms that whoever works may take to end; nodes are given 15 s to close */
const CLOSE_TIMEOUT_MS = 11_000;
/** ms of it that what Redis is being asked may take when nobody works any more */
const FINAL_REQUEST_TIMEOUT_MS = 1_000;

export interface KeeperOptions {
  /** of this process, and of this life of it */
  readonly replica: string;
  readonly leaseMs: number;
  readonly store: LeaseStore;
  /** Once when the store can't be reached any more, and once when it can again. */
  readonly outage: (error: string | undefined) => void;
}

/** Holds the leases of this replica, and gives each account's nodes the word to work or to stop. */
export class Keeper {
  readonly #options: KeeperOptions;

  readonly #assignments = new Map<string, Post>();
  readonly #closing = new AbortController();
  #loop: Promise<void> | undefined;
  #state: Standing | undefined;
  #lastError: string | undefined;
  #sinceHeartbeat: Elapsed = startWatch();
  /** something has changed here that the others should know */
  #heartbeatDue = true;
  #wakeController = new AbortController();

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** @param account fingerprint of the account's client id */
  membership(account: string): Membership {
    return { replica: this.#options.replica, join: (worker) => this.#join(account, worker) };
  }

  /** Whoever works has left by then, or is given up; the replica leaves the cluster. */
  async close(): Promise<void> {
    const idle = this.#waitUntilIdle().then(() =>
      this.#closing.abort(new Error('the cluster node is closed')),
    );
    await atMost(idle, CLOSE_TIMEOUT_MS);
    this.#closing.abort(new Error('the cluster node is closed'));
    await atMost(Promise.resolve(this.#loop), FINAL_REQUEST_TIMEOUT_MS);
    const held = this.#heldLeases();
    for (const assignment of this.#assignments.values()) assignment.tenure?.end();
    if (this.#loop === undefined) return;
    const { store, replica } = this.#options;
    await this.#bounded(store.release(replica, held, true));
  }

  /** What is needed to know at a glance: for the dialog. */
  get view(): { readonly replicas: number; readonly accounts: number; readonly held: number } | undefined {
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
    const assignment = this.#assignments.get(account) ?? new Post(account);
    this.#assignments.set(account, assignment);
    assignment.add(worker);
    // With the others that start in this turn: what is wanted should be known as a whole.
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

  /** ms until the next beat, unless anything changes: at a third of the lease, or when somebody else's is over. */
  #untilHeartbeat(): number {
    const { leaseMs } = this.#options;
    const state = this.#state;
    if (state === undefined || this.#heartbeatDue) return 0;
    const available = nextChance(this.#unassigned(), state, leaseMs);
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
    const since = startWatch();
    const claims = [...this.#assignments.values()]
      .filter(({ workers, tenure: lease }) => workers.size > 0 || lease !== undefined)
      .map(({ account, tenure: lease }) => ({ account, token: lease?.token ?? 0 }));
    this.#heartbeatDue = false;
    const state = await store.beat(replica, claims);
    this.#sinceHeartbeat = since;
    this.#state = state;
    for (const { account, token } of claims) {
      if (token > 0) await this.#confirmLease(account, token, state, since);
    }
    await this.#rebalance(state);
  }

  /** What the store says of a lease that was held when it was asked. */
  async #confirmLease(account: string, token: number, state: Standing, since: () => number): Promise<void> {
    const tenure = this.#assignments.get(account)?.tenure;
    if (tenure?.token !== token) return;
    const lease = state.leases.get(account);
    if (lease?.token === token && lease.holder === this.#options.replica) {
      tenure.renew(token, since);
      if (tenure.isUntold) await this.#restoreStore(account, tenure);
    } else if (lease !== undefined && lease.token > token) tenure.lose();
    else await this.#reacquire(account, tenure);
  }

  /** The store has lost it, or was set back to an older state: it is told what is held here, and what was written. */
  async #reacquire(account: string, lease: HeldTenure): Promise<void> {
    const { store, replica } = this.#options;
    if (!lease.held) return;
    const since = startWatch();
    const token = await store.take(replica, { account, token: lease.token });
    if (token === undefined) {
      lease.lose();
      return;
    }
    lease.renew(token, since);
    lease.isUntold = true;
    await this.#restoreStore(account, lease);
  }

  /** Where it breaks off, the next beat begins anew. */
  async #restoreStore(account: string, lease: HeldTenure): Promise<void> {
    const { token } = lease;
    for (const [key, text] of lease.written) await this.#options.store.save({ account, token }, key, text);
    lease.isUntold = false;
  }

  async #rebalance(state: Standing): Promise<void> {
    const { replica, leaseMs } = this.#options;
    const active = [...this.#assignments.values()].filter(
      ({ tenure: lease, isEnding: isStopping }) => lease !== undefined || isStopping,
    );
    const held = active.filter(({ isEnding: isStopping }) => !isStopping).map(({ account }) => account);
    const surplusAccounts = excess(replica, held, state);
    if (surplusAccounts.length > 0) {
      const assignments = surplusAccounts.flatMap((account) => this.#assignments.get(account) ?? []);
      this.#releaseLeases(assignments).catch(() => undefined);
    }
    const capacity = fairShare(state) - active.length;
    let acquired = 0;
    for (const account of takeable(replica, this.#unassigned(), state, leaseMs)) {
      if (acquired >= capacity) return;
      if (await this.#acquire(account)) acquired += 1;
    }
  }

  async #acquire(account: string): Promise<boolean> {
    const { store, replica, leaseMs } = this.#options;
    const since = startWatch();
    const token = await store.take(replica, { account, token: 0 });
    if (token === undefined) return false;
    const assignment = this.#assignments.get(account);
    if (assignment === undefined || assignment.workers.size === 0) {
      await store.release(replica, [{ account, token }], false);
      return false;
    }
    const lease = new HeldTenure(replica, token, leaseMs, since, () => this.#onLeaseLost(assignment, lease));
    assignment.begin(lease);
    return true;
  }

  #onLeaseLost(assignment: Post, lease: HeldTenure): void {
    if (assignment.tenure !== lease) return;
    assignment.end(true).then(
      () => this.#wake(),
      () => undefined,
    );
  }

  /** Ends what runs for them, then lets go: the next one finds everything saved. */
  async #releaseLeases(assignments: readonly Post[]): Promise<void> {
    const { store, replica } = this.#options;
    await Promise.all(
      assignments.map(async (assignment) => {
        const lease = await assignment.end(false);
        if (lease === undefined || !lease.held) return;
        const { token } = lease;
        lease.end();
        await this.#bounded(store.release(replica, [{ account: assignment.account, token }], false));
      }),
    );
  }

  /** Nobody waits for long to let go: what could not be given back is over by itself. */
  async #bounded(release: Promise<void>): Promise<void> {
    await atMost(
      release.catch(() => undefined),
      RELEASE_TIMEOUT_MS,
    );
  }

  #unassigned(): readonly string[] {
    return [...this.#assignments.values()]
      .filter(
        ({ workers, tenure: lease, isEnding: isStopping }) =>
          workers.size > 0 && lease === undefined && !isStopping,
      )
      .map(({ account }) => account);
  }

  #heldLeases(): readonly HeldLease[] {
    return [...this.#assignments.values()].flatMap(({ account, tenure: lease }) =>
      lease?.held === true ? [{ account, token: lease.token }] : [],
    );
  }

  #reportOutage(error: string | undefined): void {
    const before = this.#lastError;
    this.#lastError = error;
    if ((before === undefined) !== (error === undefined)) this.#options.outage(error);
    this.#notifyStandby();
  }

  #notifyStandby(): void {
    for (const assignment of this.#assignments.values()) {
      const holder = this.#state?.leases.get(assignment.account)?.holder ?? '';
      const other = holder === '' || holder === this.#options.replica ? undefined : holder;
      assignment.standby({ holder: other, trouble: this.#lastError });
    }
  }
}
