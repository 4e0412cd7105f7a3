import type { StandbyInfo, Worker } from '../contracts/lease';
import type { LeaseHandle } from './lease-handle';

/**
 * One account of this replica: its workers and its lease. `stopping`: the lease is over and a worker has not
 * stopped yet; the account is not acquired again before that.
 */
export class AccountAssignment {
  readonly workers = new Set<Worker>();
  lease: LeaseHandle | undefined;
  #stopping = 0;
  #lastStandby: StandbyInfo | undefined;

  constructor(readonly account: string) {}

  get isStopping(): boolean {
    return this.#stopping > 0;
  }

  /** No workers, no lease, nothing stopping. */
  get isIdle(): boolean {
    return this.workers.size === 0 && this.lease === undefined && !this.isStopping;
  }

  start(lease: LeaseHandle): void {
    this.lease = lease;
    this.#lastStandby = undefined;
    for (const worker of this.workers) worker.onAcquired(lease);
  }

  addWorker(worker: Worker): void {
    this.workers.add(worker);
    if (this.lease?.held === true) worker.onAcquired(this.lease);
    else if (this.#lastStandby !== undefined) worker.onStandby(this.#lastStandby);
  }

  /** Notifies the workers of changes only. */
  notifyStandby(info: StandbyInfo): void {
    if (this.lease !== undefined || this.isStopping) return;
    const last = this.#lastStandby;
    if (last !== undefined && last.holder === info.holder && last.trouble === info.trouble) return;
    this.#lastStandby = info;
    for (const worker of this.workers) worker.onStandby(info);
  }

  /**
   * Stops all workers; resolves when they have stopped.
   * @returns the previous lease, to be released unless it is lost
   */
  async stop(lost: boolean): Promise<LeaseHandle | undefined> {
    const { lease } = this;
    this.lease = undefined;
    this.#stopping += 1;
    try {
      await Promise.allSettled([...this.workers].map((worker) => worker.onReleased(lost)));
    } finally {
      this.#stopping -= 1;
    }
    return lease;
  }
}
