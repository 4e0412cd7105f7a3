import type { ClusterState, Lease } from '../../nodes/lib/cluster/assignment';
import type { LeaseClaim, LeaseStore } from '../../nodes/lib/cluster/lease-store';

interface Kept {
  token: number;
  until: number;
  holder: string;
}

/** The behaviour of the Redis scripts without a Redis: several lease managers share it, on a fake clock. */
export class MemoryStore implements LeaseStore {
  leases = new Map<string, Kept>();
  replicas = new Map<string, number>();
  accounts = new Map<string, number>();
  entries = new Map<string, { token: number; text: string }>();
  createdAt: number | undefined = 0;
  changes = 0;
  /** thrown by every call while it is set */
  failure: Error | undefined;
  heartbeats = 0;

  constructor(readonly leaseMs: number) {}

  /** The view of one replica: it can be disconnected separately. */
  from(): MemoryStore & { cut: Error | undefined } {
    const own: MemoryStore & { cut: Error | undefined } = Object.create(this, {
      cut: { value: undefined, writable: true },
    });
    for (const original of [this.heartbeat, this.acquire, this.release, this.version, this.save, this.read]) {
      const method: (...args: never[]) => Promise<unknown> = original.bind(this);
      Object.defineProperty(own, original.name, {
        value: async (...args: never[]) => {
          if (own.cut !== undefined) throw own.cut;
          return method(...args);
        },
        writable: true,
      });
    }
    return own;
  }

  /** Forgets everything, as a Redis that lost its disk. */
  clear(): void {
    this.leases.clear();
    this.replicas.clear();
    this.accounts.clear();
    this.entries.clear();
    this.createdAt = undefined;
    this.changes = 0;
  }

  async heartbeat(replica: string, held: readonly LeaseClaim[]): Promise<ClusterState> {
    this.#answer();
    this.heartbeats += 1;
    const now = Date.now();
    this.createdAt ??= now;
    if (!this.replicas.has(replica)) this.changes += 1;
    this.replicas.set(replica, now + this.leaseMs);
    for (const { account, token } of held) {
      this.accounts.set(account, now + this.leaseMs);
      const lease = this.leases.get(account);
      if (token > 0 && lease?.token === token && lease.holder === replica) lease.until = now + this.leaseMs;
    }
    for (const [name, until] of this.replicas) {
      if (until <= now && this.replicas.delete(name)) this.changes += 1;
    }
    for (const [name, until] of this.accounts) if (until <= now) this.accounts.delete(name);
    const leases = [...this.leases].map(([account, { token, until, holder }]): readonly [string, Lease] => [
      account,
      { token, holder, remainingMs: Math.max(0, until - now) },
    ]);
    return {
      replicas: [...this.replicas.keys()],
      accounts: this.accounts.size,
      leases: new Map(leases),
      ageMs: now - this.createdAt,
      version: this.changes,
    };
  }

  async acquire(replica: string, { account, token: known }: LeaseClaim): Promise<number | undefined> {
    this.#answer();
    const now = Date.now();
    const lease = this.leases.get(account) ?? { token: 0, until: 0, holder: '' };
    if (known > 0 ? lease.token > known : lease.until > now && lease.holder !== replica) return undefined;
    if (known === 0 && (this.createdAt === undefined || now - this.createdAt < this.leaseMs))
      return undefined;
    const token = Math.max(lease.token + 1, known + 1, now);
    this.leases.set(account, { token, until: now + this.leaseMs, holder: replica });
    this.changes += 1;
    return token;
  }

  async release(replica: string, leases: readonly LeaseClaim[], gone: boolean): Promise<void> {
    this.#answer();
    for (const { account, token } of leases) {
      const lease = this.leases.get(account);
      if (lease?.token !== token || lease.holder !== replica) continue;
      this.leases.set(account, { token, until: 0, holder: '' });
    }
    if (gone) this.replicas.delete(replica);
    this.changes += 1;
  }

  async version(): Promise<number> {
    this.#answer();
    return this.changes;
  }

  async save({ account, token }: LeaseClaim, place: string, text: string): Promise<boolean> {
    this.#answer();
    const key = `${account}/${place}`;
    const newest = this.leases.get(account)?.token ?? 0;
    const written = this.entries.get(key)?.token ?? 0;
    const holds = token > 0 && newest === token;
    if (newest > token || (written > token && !holds)) return false;
    this.entries.set(key, { token, text });
    return true;
  }

  async read(account: string, place: string): Promise<string | undefined> {
    this.#answer();
    return this.entries.get(`${account}/${place}`)?.text;
  }

  #answer(): void {
    if (this.failure !== undefined) throw this.failure;
  }
}
