import type { HeldLease, LeaseStore } from '../../nodes/lib/cluster/lease-store';
import type { Lease, Standing } from '../../nodes/lib/cluster/assignment';

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
  places = new Map<string, { token: number; text: string }>();
  born: number | undefined = 0;
  changes = 0;
  /** thrown by every call while it is set */
  failure: Error | undefined;
  beats = 0;

  constructor(readonly leaseMs: number) {}

  /** The view of one replica: it can be disconnected separately. */
  from(): MemoryStore & { cut: Error | undefined } {
    const own: MemoryStore & { cut: Error | undefined } = Object.create(this, {
      cut: { value: undefined, writable: true },
    });
    for (const original of [this.beat, this.take, this.release, this.version, this.save, this.read]) {
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

  /** As a Redis that lost its disk. */
  empty(): void {
    this.leases.clear();
    this.replicas.clear();
    this.accounts.clear();
    this.places.clear();
    this.born = undefined;
    this.changes = 0;
  }

  async beat(replica: string, held: readonly HeldLease[]): Promise<Standing> {
    this.#answer();
    this.beats += 1;
    const now = Date.now();
    this.born ??= now;
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
      { token, holder, leftMs: Math.max(0, until - now) },
    ]);
    return {
      replicas: [...this.replicas.keys()],
      accounts: this.accounts.size,
      leases: new Map(leases),
      ageMs: now - this.born,
      version: this.changes,
    };
  }

  async take(replica: string, { account, token: known }: HeldLease): Promise<number | undefined> {
    this.#answer();
    const now = Date.now();
    const lease = this.leases.get(account) ?? { token: 0, until: 0, holder: '' };
    if (known > 0 ? lease.token > known : lease.until > now && lease.holder !== replica) return undefined;
    if (known === 0 && (this.born === undefined || now - this.born < this.leaseMs)) return undefined;
    const token = Math.max(lease.token + 1, known + 1, now);
    this.leases.set(account, { token, until: now + this.leaseMs, holder: replica });
    this.changes += 1;
    return token;
  }

  async release(replica: string, leases: readonly HeldLease[], gone: boolean): Promise<void> {
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

  async save({ account, token }: HeldLease, place: string, text: string): Promise<boolean> {
    this.#answer();
    const key = `${account}/${place}`;
    const newest = this.leases.get(account)?.token ?? 0;
    const written = this.places.get(key)?.token ?? 0;
    const holds = token > 0 && newest === token;
    if (newest > token || (written > token && !holds)) return false;
    this.places.set(key, { token, text });
    return true;
  }

  async read(account: string, place: string): Promise<string | undefined> {
    this.#answer();
    return this.places.get(`${account}/${place}`)?.text;
  }

  #answer(): void {
    if (this.failure !== undefined) throw this.failure;
  }
}
