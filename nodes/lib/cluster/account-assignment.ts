import type { HeldTenure } from './lease-handle';
import type { Standby, Worker } from '../contracts/lease';

/**
 * One account of this replica: its workers and its lease. `stopping`: the lease is over and a worker has not
 * stopped yet; the account is not acquired again before that.
 */
export class Post {
  readonly workers = new Set<Worker>();
  tenure: HeldTenure | undefined;
  #stopping = 0;
  #lastStandby: Standby | undefined;

  constructor(readonly account: string) {}

  get isEnding(): boolean {
    return this.#stopping > 0;
  }

  /** No workers, no lease, nothing stopping. */
  get isIdle(): boolean {
    return this.workers.size === 0 && this.tenure === undefined && !this.isEnding;
  }

  begin(lease: HeldTenure): void {
    this.tenure = lease;
    this.#lastStandby = undefined;
    for (const worker of this.workers) worker.begin(lease);
  }

  add(worker: Worker): void {
    this.workers.add(worker);
    if (this.tenure?.held === true) worker.begin(this.tenure);
    else if (this.#lastStandby !== undefined) worker.standby(this.#lastStandby);
  }

  /** Notifies the workers of changes only. */
  standby(info: Standby): void {
    if (this.tenure !== undefined || this.isEnding) return;
    const last = this.#lastStandby;
    if (last !== undefined && last.holder === info.holder && last.trouble === info.trouble) return;
    this.#lastStandby = info;
    for (const worker of this.workers) worker.standby(info);
  }

  /**
   * Stops all workers; resolves when they have stopped.
   * @returns the previous lease, to be released unless it is lost
   */
  async end(lost: boolean): Promise<HeldTenure | undefined> {
    const { tenure: lease } = this;
    this.tenure = undefined;
    this.#stopping += 1;
    try {
      await Promise.allSettled([...this.workers].map((worker) => worker.end(lost)));
    } finally {
      this.#stopping -= 1;
    }
    return lease;
  }
}
