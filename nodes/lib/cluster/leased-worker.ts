import type { ClusterMembership, HeldLease, LeaseEvent, StandbyInfo, Worker } from '../contracts/lease';
import { withTimeout } from '../util/async';

/** A task that runs while the lease lasts: a source or an assessment. */
export interface Task {
  start(): void;
  /** Stops the work and saves what can be saved, in bounded time. */
  close(): Promise<void>;
}

const FINAL_COPY_TIMEOUT_MS = 2_000;

/**
 * Runs a task on one replica at a time. Each lease gets a new task, which starts from the state that the
 * previous holder saved and stops with the lease.
 */
export class LeasedWorker<W extends Task> implements Worker {
  readonly #membership: ClusterMembership;
  readonly #createTask: (lease: HeldLease) => W;
  readonly #onLeaseEvent: (event: LeaseEvent) => void;
  readonly #seed: (signal: AbortSignal) => Promise<void>;

  #running: W | undefined;
  #lease: HeldLease | undefined;
  #leave: (() => Promise<void>) | undefined;
  #closed = false;
  /** aborts the publication of the local state: when the task runs here, or on close */
  readonly #seeding = new AbortController();
  #stopping: Promise<void> = Promise.resolve();
  #standbyInfo: StandbyInfo = { holder: undefined, trouble: undefined };

  constructor(
    membership: ClusterMembership,
    createTask: (lease: HeldLease) => W,
    onLeaseEvent: (event: LeaseEvent) => void,
    seed: (signal: AbortSignal) => Promise<void>,
  ) {
    this.#membership = membership;
    this.#createTask = createTask;
    this.#onLeaseEvent = onLeaseEvent;
    this.#seed = seed;
  }

  start(): void {
    if (this.#closed || this.#leave !== undefined) return;
    this.#leave = this.#membership.join(this);
    this.#seed(this.#seeding.signal).catch(() => undefined);
  }

  /** The task, while it runs here. */
  get task(): W | undefined {
    return this.#running;
  }

  get holder(): string | undefined {
    return this.#running === undefined ? this.#standbyInfo.holder : this.#membership.replica;
  }

  /** undefined while it is not held here */
  get token(): number | undefined {
    return this.#lease?.token;
  }

  onAcquired(lease: HeldLease): void {
    if (this.#closed) return;
    this.#seeding.abort();
    this.#lease = lease;
    this.#running = this.#createTask(lease);
    this.#onLeaseEvent({ kind: 'acquired', replica: lease.replica, token: lease.token });
    this.#running.start();
  }

  onReleased(lost: boolean): Promise<void> {
    const running = this.#running;
    const lease = this.#lease;
    if (running === undefined || lease === undefined) return this.#stopping;
    const { replica, token } = lease;
    this.#running = undefined;
    this.#lease = undefined;
    this.#standbyInfo = { holder: undefined, trouble: undefined };
    // Closes before the report: from this moment on nothing more is sent.
    this.#stopping = running.close();
    if (!this.#closed)
      this.#onLeaseEvent({ kind: 'released', replica, token, reason: lost ? 'lost' : 'moved' });
    return this.#stopping;
  }

  onStandby(info: StandbyInfo): void {
    if (this.#closed) return;
    this.#standbyInfo = info;
    const { holder = null, trouble = null } = info;
    this.#onLeaseEvent({ kind: 'standby', replica: this.#membership.replica, holder, trouble });
  }

  isCurrent(lease: HeldLease): boolean {
    return this.#lease === lease;
  }

  /**
   * Closes permanently: stops the task, then lets other replicas take over.
   * @param beforeRelease last step while no other replica writes; abandoned after 2 s
   */
  async close(beforeRelease: () => Promise<void>): Promise<void> {
    this.#closed = true;
    this.#seeding.abort();
    await this.onReleased(false);
    await withTimeout(
      beforeRelease().catch(() => undefined),
      FINAL_COPY_TIMEOUT_MS,
    );
    await this.#leave?.();
  }
}
