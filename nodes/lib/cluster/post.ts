import type { HeldTenure } from './held-tenure';
import type { Standby, Worker } from './tenure';

/**
 * One account of this replica: who works for it, and whether they may. `ending`: it is over, and somebody has not
 * ended yet; until then it is not begun again.
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

  /** Nothing to do, and nobody to do it. */
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

  /** Only what is news. */
  standby(info: Standby): void {
    if (this.tenure !== undefined || this.isEnding) return;
    const last = this.#lastStandby;
    if (last !== undefined && last.holder === info.holder && last.trouble === info.trouble) return;
    this.#lastStandby = info;
    for (const worker of this.workers) worker.standby(info);
  }

  /** Ends all that runs; resolves when it has. @returns the tenure that was, to be given back when it is not lost */
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
