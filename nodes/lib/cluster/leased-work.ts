import { atMost } from '../wait';
import type { Membership, Standby, Tenure, Worker } from './tenure';

/** What runs while a lease lasts: a source, or an assessment. */
export interface Work {
  start(): void;
  /** Ends what is under way and saves what can be saved; bounded. */
  close(): Promise<void>;
}

const FINAL_COPY_TIMEOUT_MS = 2_000;

/** What a node tells of its lease on its output for reports. */
export type LeaseEvent =
  | { readonly kind: 'acquired'; readonly replica: string; readonly token: number }
  | {
      readonly kind: 'released';
      readonly replica: string;
      readonly token: number;
      /** `lost`: not renewed in time, or somebody else has it; `moved`: another replica has less to do */
      readonly reason: 'lost' | 'moved';
    }
  | {
      readonly kind: 'standby';
      readonly replica: string;
      readonly holder: string | null;
      /** why nobody knows who holds it */
      readonly trouble: string | null;
    };

/**
 * Work that runs in one replica at a time: made anew for each tenure, so that it begins with what the one before has
 * left behind, and ended with it.
 */
export class LeasedWork<W extends Work> implements Worker {
  readonly #membership: Membership;
  readonly #createTask: (lease: Tenure) => W;
  readonly #onLeaseEvent: (event: LeaseEvent) => void;
  readonly #seed: (signal: AbortSignal) => Promise<void>;

  #running: W | undefined;
  #lease: Tenure | undefined;
  #leave: (() => Promise<void>) | undefined;
  #closed = false;
  /** of what this machine knows; over when it runs here, or never will */
  readonly #seeding = new AbortController();
  #stopping: Promise<void> = Promise.resolve();
  #standbyInfo: Standby = { holder: undefined, trouble: undefined };

  constructor(
    membership: Membership,
    createTask: (lease: Tenure) => W,
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

  /** What runs here now. */
  get work(): W | undefined {
    return this.#running;
  }

  get holder(): string | undefined {
    return this.#running === undefined ? this.#standbyInfo.holder : this.#membership.replica;
  }

  /** undefined while it is not held here */
  get token(): number | undefined {
    return this.#lease?.token;
  }

  begin(lease: Tenure): void {
    if (this.#closed) return;
    this.#seeding.abort();
    this.#lease = lease;
    this.#running = this.#createTask(lease);
    this.#onLeaseEvent({ kind: 'acquired', replica: lease.replica, token: lease.token });
    this.#running.start();
  }

  end(lost: boolean): Promise<void> {
    const running = this.#running;
    const lease = this.#lease;
    if (running === undefined || lease === undefined) return this.#stopping;
    const { replica, token } = lease;
    this.#running = undefined;
    this.#lease = undefined;
    this.#standbyInfo = { holder: undefined, trouble: undefined };
    // At once, not when it has ended: in this moment nothing more leaves.
    this.#stopping = running.close();
    if (!this.#closed)
      this.#onLeaseEvent({ kind: 'released', replica, token, reason: lost ? 'lost' : 'moved' });
    return this.#stopping;
  }

  standby(info: Standby): void {
    if (this.#closed) return;
    this.#standbyInfo = info;
    const { holder = null, trouble = null } = info;
    this.#onLeaseEvent({ kind: 'standby', replica: this.#membership.replica, holder, trouble });
  }

  isCurrent(lease: Tenure): boolean {
    return this.#lease === lease;
  }

  /**
   * For good: ends what runs, then lets others have it.
   * @param inBetween what is still to be done while nobody else writes; it is given up after 2 s
   */
  async close(beforeRelease: () => Promise<void>): Promise<void> {
    this.#closed = true;
    this.#seeding.abort();
    await this.end(false);
    await atMost(
      beforeRelease().catch(() => undefined),
      FINAL_COPY_TIMEOUT_MS,
    );
    await this.#leave?.();
  }
}
