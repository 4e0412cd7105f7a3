import { atMost } from '../wait';
import type { Membership, Standby, Tenure, Worker } from './tenure';

/** What runs while a lease lasts: a source, or an assessment. */
export interface Work {
  start(): void;
  /** Ends what is under way and saves what can be saved; bounded. */
  close(): Promise<void>;
}

const LAST_WORDS_MS = 2_000;

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
  private running: W | undefined;
  private tenure: Tenure | undefined;
  private leave: (() => Promise<void>) | undefined;
  private closed = false;
  /** of what this machine knows; over when it runs here, or never will */
  private readonly offering = new AbortController();
  private ending: Promise<void> = Promise.resolve();
  private where: Standby = { holder: undefined, trouble: undefined };

  constructor(
    private readonly membership: Membership,
    private readonly make: (tenure: Tenure) => W,
    private readonly tell: (event: LeaseEvent) => void,
    private readonly offer: (signal: AbortSignal) => Promise<void>,
  ) {}

  start(): void {
    if (this.closed || this.leave !== undefined) return;
    this.leave = this.membership.join(this);
    this.offer(this.offering.signal).catch(() => undefined);
  }

  /** What runs here now. */
  get work(): W | undefined {
    return this.running;
  }

  get holder(): string | undefined {
    return this.running === undefined ? this.where.holder : this.membership.replica;
  }

  /** undefined while it is not held here */
  get token(): number | undefined {
    return this.tenure?.token;
  }

  begin(tenure: Tenure): void {
    if (this.closed) return;
    this.offering.abort();
    this.tenure = tenure;
    this.running = this.make(tenure);
    this.tell({ kind: 'acquired', replica: tenure.replica, token: tenure.token });
    this.running.start();
  }

  end(lost: boolean): Promise<void> {
    const { running, tenure } = this;
    if (running === undefined || tenure === undefined) return this.ending;
    const { replica, token } = tenure;
    this.running = undefined;
    this.tenure = undefined;
    this.where = { holder: undefined, trouble: undefined };
    // At once, not when it has ended: in this moment nothing more leaves.
    this.ending = running.close();
    if (!this.closed) this.tell({ kind: 'released', replica, token, reason: lost ? 'lost' : 'moved' });
    return this.ending;
  }

  standby(standby: Standby): void {
    if (this.closed) return;
    this.where = standby;
    const { holder = null, trouble = null } = standby;
    this.tell({ kind: 'standby', replica: this.membership.replica, holder, trouble });
  }

  isCurrent(tenure: Tenure): boolean {
    return this.tenure === tenure;
  }

  /**
   * For good: ends what runs, then lets others have it.
   * @param inBetween what is still to be done while nobody else writes; it is given up after 2 s
   */
  async close(inBetween: () => Promise<void>): Promise<void> {
    this.closed = true;
    this.offering.abort();
    await this.end(false);
    await atMost(
      inBetween().catch(() => undefined),
      LAST_WORDS_MS,
    );
    await this.leave?.();
  }
}
