/** Replicas of a lease manager on one in-memory store, on a fake clock. */
import FakeTimers from '@sinonjs/fake-timers';
import { LeaseManager } from '../../../nodes/lib/cluster/lease-manager';
import type { HeldLease, StandbyInfo, Worker } from '../../../nodes/lib/contracts/lease';
import { MemoryStore } from '../../doubles/memory-store';

export const LEASE_MS = 15_000;
export const ACCOUNTS: readonly string[] = ['1', '2', '3', '4'];
const NOW = Date.parse('2026-11-20T12:00:00Z');
/** A lease manager may take 12 s to close; one second later nothing may be pending. */
const CLOSED_MS = 13_000;

/** Works while it holds the lease, and records its notifications. */
export class TestWorker implements Worker {
  lease: HeldLease | undefined;
  standbyReports: StandbyInfo | undefined;
  stopCount: boolean[] = [];
  /** time that stopping takes */
  stopped: Promise<void> = Promise.resolve();

  onAcquired(lease: HeldLease): void {
    this.lease = lease;
  }

  async onReleased(lost: boolean): Promise<void> {
    this.lease = undefined;
    this.stopCount.push(lost);
    await this.stopped;
  }

  onStandby(standby: StandbyInfo): void {
    this.standbyReports = standby;
  }
}

export class Replica {
  readonly outages: (string | undefined)[] = [];
  readonly workers = new Map<string, TestWorker>();
  readonly leaves: (() => Promise<void>)[] = [];
  readonly store: ReturnType<MemoryStore['from']>;
  readonly leaseManager: LeaseManager;

  constructor(
    readonly name: string,
    shared: MemoryStore,
    accounts: readonly string[],
  ) {
    this.store = shared.from();
    this.leaseManager = new LeaseManager({
      replica: name,
      leaseMs: LEASE_MS,
      store: this.store,
      onOutage: (trouble) => this.outages.push(trouble),
    });
    for (const account of accounts) this.want(account);
  }

  want(account: string): TestWorker {
    const hand = new TestWorker();
    this.workers.set(account, hand);
    this.leaves.push(this.leaseManager.membership(account).join(hand));
    return hand;
  }

  token(account: string): number {
    return this.workers.get(account)?.lease?.token ?? 0;
  }

  get held(): readonly string[] {
    return [...this.workers].flatMap(([account, { lease }]) => (lease === undefined ? [] : [account]));
  }
}

export class LeaseManagerHarness {
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
    for (const { store: own, leaseManager: manager, leaves } of this.#replicas) {
      own.cut = undefined;
      const closed = Promise.all(leaves.map((leave) => leave())).then(() => manager.close());
      await this.clock.tickAsync(CLOSED_MS);
      await closed;
    }
    this.clock.uninstall();
  }
}
