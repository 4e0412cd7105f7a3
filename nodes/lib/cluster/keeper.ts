import { atMost, sleep } from '../wait';
import { HeldTenure } from './held-tenure';
import type { HeldLease, LeaseStore } from './lease-store';
import { Post } from './post';
import { excess, fairShare, nextChance, type Standing, takeable } from './share';
import { type Elapsed, startWatch } from './stopwatch';
import type { Membership, Worker } from './tenure';

/** Renewed at a third of its time: two beats may fail before it is over. */
const BEATS = 3;
/** ms between two looks at whether anything has changed */
const LOOK_MS = 1000;
/** ms between two tries while the store can't be reached: what is held runs out meanwhile */
const AGAIN_MS = 250;
/** ms between two beats at least; also what a lease is given to be over for certain */
const SHORTEST_MS = 50;
/** ms that giving a lease back may take */
const RELEASE_MS = 2_000;
/** ms that whoever works may take to end; nodes are given 15 s to close */
const CLOSE_TIMEOUT = 11_000;
/** ms of it that what Redis is being asked may take when nobody works any more */
const LAST_LOOK_MS = 1_000;

export interface KeeperOptions {
  /** of this process, and of this life of it */
  readonly replica: string;
  readonly leaseMs: number;
  readonly store: LeaseStore;
  /** Once when the store can't be reached any more, and once when it can again. */
  readonly outage: (trouble: string | undefined) => void;
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
    const left = this.#waitUntilIdle().then(() =>
      this.#closing.abort(new Error('the cluster node is closed')),
    );
    await atMost(left, CLOSE_TIMEOUT);
    this.#closing.abort(new Error('the cluster node is closed'));
    await atMost(Promise.resolve(this.#loop), LAST_LOOK_MS);
    const held = this.#heldLeases();
    for (const post of this.#assignments.values()) post.tenure?.end();
    if (this.#loop === undefined) return;
    const { store, replica } = this.#options;
    await this.#bounded(store.release(replica, held, true));
  }

  /** What is needed to know at a glance: for the dialog. */
  get view(): { readonly replicas: number; readonly accounts: number; readonly held: number } | undefined {
    const standing = this.#state;
    return (
      standing && {
        replicas: standing.replicas.length,
        accounts: standing.accounts,
        held: this.#heldLeases().length,
      }
    );
  }

  #join(account: string, worker: Worker): () => Promise<void> {
    const post = this.#assignments.get(account) ?? new Post(account);
    this.#assignments.set(account, post);
    post.add(worker);
    // With the others that start in this turn: what is wanted should be known as a whole.
    setImmediate(() => this.#start());
    return async () => {
      if (!post.workers.delete(worker) || post.workers.size > 0) return;
      await this.#releaseLeases([post]);
      if (post.isIdle) this.#assignments.delete(account);
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
    const look = Math.min(LOOK_MS, this.#options.leaseMs / BEATS);
    if (this.#lastError !== undefined) return Math.min(look, AGAIN_MS);
    return this.#heartbeatDue ? SHORTEST_MS : Math.min(look, Math.max(SHORTEST_MS, this.#untilHeartbeat()));
  }

  /** ms until the next beat, unless anything changes: at a third of the lease, or when somebody else's is over. */
  #untilHeartbeat(): number {
    const { leaseMs } = this.#options;
    const standing = this.#state;
    if (standing === undefined || this.#heartbeatDue) return 0;
    const chance = nextChance(this.#unassigned(), standing, leaseMs);
    const after = Math.min(leaseMs / BEATS, chance === undefined ? leaseMs : chance + SHORTEST_MS);
    return after - this.#sinceHeartbeat();
  }

  async #refresh(): Promise<void> {
    const standing = this.#state;
    const isDue = standing === undefined || this.#untilHeartbeat() <= 0;
    if (isDue || (await this.#options.store.version()) !== standing.version) await this.#heartbeat();
  }

  async #heartbeat(): Promise<void> {
    const { store, replica } = this.#options;
    const since = startWatch();
    const asked = [...this.#assignments.values()]
      .filter(({ workers, tenure }) => workers.size > 0 || tenure !== undefined)
      .map(({ account, tenure }) => ({ account, token: tenure?.token ?? 0 }));
    this.#heartbeatDue = false;
    const standing = await store.beat(replica, asked);
    this.#sinceHeartbeat = since;
    this.#state = standing;
    for (const { account, token } of asked) {
      if (token > 0) await this.#confirmLease(account, token, standing, since);
    }
    await this.#rebalance(standing);
  }

  /** What the store says of a lease that was held when it was asked. */
  async #confirmLease(
    account: string,
    token: number,
    standing: Standing,
    since: () => number,
  ): Promise<void> {
    const tenure = this.#assignments.get(account)?.tenure;
    if (tenure?.token !== token) return;
    const lease = standing.leases.get(account);
    if (lease?.token === token && lease.holder === this.#options.replica) {
      tenure.renew(token, since);
      if (tenure.isUntold) await this.#restoreStore(account, tenure);
    } else if (lease !== undefined && lease.token > token) tenure.lose();
    else await this.#reacquire(account, tenure);
  }

  /** The store has lost it, or was set back to an older state: it is told what is held here, and what was written. */
  async #reacquire(account: string, tenure: HeldTenure): Promise<void> {
    const { store, replica } = this.#options;
    if (!tenure.held) return;
    const since = startWatch();
    const token = await store.take(replica, { account, token: tenure.token });
    if (token === undefined) {
      tenure.lose();
      return;
    }
    tenure.renew(token, since);
    tenure.isUntold = true;
    await this.#restoreStore(account, tenure);
  }

  /** Where it breaks off, the next beat begins anew. */
  async #restoreStore(account: string, tenure: HeldTenure): Promise<void> {
    const { token } = tenure;
    for (const [place, text] of tenure.written)
      await this.#options.store.save({ account, token }, place, text);
    tenure.isUntold = false;
  }

  async #rebalance(standing: Standing): Promise<void> {
    const { replica, leaseMs } = this.#options;
    const busy = [...this.#assignments.values()].filter(
      ({ tenure, isEnding }) => tenure !== undefined || isEnding,
    );
    const held = busy.filter(({ isEnding }) => !isEnding).map(({ account }) => account);
    const tooMany = excess(replica, held, standing);
    if (tooMany.length > 0) {
      const posts = tooMany.flatMap((account) => this.#assignments.get(account) ?? []);
      this.#releaseLeases(posts).catch(() => undefined);
    }
    const room = fairShare(standing) - busy.length;
    let taken = 0;
    for (const account of takeable(replica, this.#unassigned(), standing, leaseMs)) {
      if (taken >= room) return;
      if (await this.#acquire(account)) taken += 1;
    }
  }

  async #acquire(account: string): Promise<boolean> {
    const { store, replica, leaseMs } = this.#options;
    const since = startWatch();
    const token = await store.take(replica, { account, token: 0 });
    if (token === undefined) return false;
    const post = this.#assignments.get(account);
    if (post === undefined || post.workers.size === 0) {
      await store.release(replica, [{ account, token }], false);
      return false;
    }
    const tenure = new HeldTenure(replica, token, leaseMs, since, () => this.#onLeaseLost(post, tenure));
    post.begin(tenure);
    return true;
  }

  #onLeaseLost(post: Post, tenure: HeldTenure): void {
    if (post.tenure !== tenure) return;
    post.end(true).then(
      () => this.#wake(),
      () => undefined,
    );
  }

  /** Ends what runs for them, then lets go: the next one finds everything saved. */
  async #releaseLeases(posts: readonly Post[]): Promise<void> {
    const { store, replica } = this.#options;
    await Promise.all(
      posts.map(async (post) => {
        const tenure = await post.end(false);
        if (tenure === undefined || !tenure.held) return;
        const { token } = tenure;
        tenure.end();
        await this.#bounded(store.release(replica, [{ account: post.account, token }], false));
      }),
    );
  }

  /** Nobody waits for long to let go: what could not be given back is over by itself. */
  async #bounded(release: Promise<void>): Promise<void> {
    await atMost(
      release.catch(() => undefined),
      RELEASE_MS,
    );
  }

  #unassigned(): readonly string[] {
    return [...this.#assignments.values()]
      .filter(({ workers, tenure, isEnding }) => workers.size > 0 && tenure === undefined && !isEnding)
      .map(({ account }) => account);
  }

  #heldLeases(): readonly HeldLease[] {
    return [...this.#assignments.values()].flatMap(({ account, tenure }) =>
      tenure?.held === true ? [{ account, token: tenure.token }] : [],
    );
  }

  #reportOutage(trouble: string | undefined): void {
    const before = this.#lastError;
    this.#lastError = trouble;
    if ((before === undefined) !== (trouble === undefined)) this.#options.outage(trouble);
    this.#notifyStandby();
  }

  #notifyStandby(): void {
    for (const post of this.#assignments.values()) {
      const holder = this.#state?.leases.get(post.account)?.holder ?? '';
      const other = holder === '' || holder === this.#options.replica ? undefined : holder;
      post.standby({ holder: other, trouble: this.#lastError });
    }
  }
}
