/** Replicas of a lease manager on one in-memory store, on a fake clock. */
import FakeTimers from '@sinonjs/fake-timers';
import { Keeper } from '../../../nodes/lib/cluster/lease-manager';
import type { Standby, Tenure, Worker } from '../../../nodes/lib/contracts/lease';
import { MemoryStore } from '../../doubles/memory-store';

export const LEASE_MS = 15_000;
export const ACCOUNTS: readonly string[] = ['1', '2', '3', '4'];
const NOW = Date.parse('2026-11-20T12:00:00Z');
/** A lease manager may take 12 s to close; one second later nothing may be pending. */
const CLOSED_MS = 13_000;

/** Works while it holds the lease, and records its notifications. */
export class Hand implements Worker {
  tenure: Tenure | undefined;
  told: Standby | undefined;
  endings: boolean[] = [];
  /** time that stopping takes */
  until: Promise<void> = Promise.resolve();

  begin(tenure: Tenure): void {
    this.tenure = tenure;
  }

  async end(lost: boolean): Promise<void> {
    this.tenure = undefined;
    this.endings.push(lost);
    await this.until;
  }

  standby(standby: Standby): void {
    this.told = standby;
  }
}

export class Replica {
  readonly outages: (string | undefined)[] = [];
  readonly hands = new Map<string, Hand>();
  readonly leaves: (() => Promise<void>)[] = [];
  readonly store: ReturnType<MemoryStore['from']>;
  readonly keeper: Keeper;

  constructor(
    readonly name: string,
    shared: MemoryStore,
    accounts: readonly string[],
  ) {
    this.store = shared.from();
    this.keeper = new Keeper({
      replica: name,
      leaseMs: LEASE_MS,
      store: this.store,
      outage: (trouble) => this.outages.push(trouble),
    });
    for (const account of accounts) this.want(account);
  }

  want(account: string): Hand {
    const hand = new Hand();
    this.hands.set(account, hand);
    this.leaves.push(this.keeper.membership(account).join(hand));
    return hand;
  }

  token(account: string): number {
    return this.hands.get(account)?.tenure?.token ?? 0;
  }

  get held(): readonly string[] {
    return [...this.hands].flatMap(([account, { tenure }]) => (tenure === undefined ? [] : [account]));
  }
}

export class KeeperRig {
  readonly clock = FakeTimers.install({
    now: NOW,
    toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'],
  });
  readonly store = new MemoryStore(LEASE_MS);
  readonly #replicas: Replica[] = [];

  replica(name: string, wanted = ACCOUNTS): Replica {
    const made = new Replica(name, this.store, wanted);
    this.#replicas.push(made);
    return made;
  }

  async stop(): Promise<void> {
    for (const { store: own, keeper, leaves } of this.#replicas) {
      own.cut = undefined;
      const closed = Promise.all(leaves.map((leave) => leave())).then(() => keeper.close());
      await this.clock.tickAsync(CLOSED_MS);
      await closed;
    }
    this.clock.uninstall();
  }
}
