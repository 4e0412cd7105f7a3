import { z } from 'zod';
import type { ClusterState, Lease } from '../assignment';
import type { LeaseClaim, LeaseStore } from '../lease-store';
import type { RedisConnection } from './redis-connection';
import { ACQUIRE_SCRIPT } from './scripts/acquire';
import { FENCED_WRITE_SCRIPT } from './scripts/fenced-write';
import { HEARTBEAT_SCRIPT } from './scripts/heartbeat';
import { RELEASE_SCRIPT } from './scripts/release';

const numberSchema = z.coerce.number();
const heartbeatReply = z.tuple([
  numberSchema,
  numberSchema,
  z.array(z.string()),
  numberSchema,
  z.array(z.string()),
]);

/**
 * Leases and positions in Redis under one key prefix: `<prefix>:leases`, `<prefix>:positions:<client>:<node>`
 * …
 */
export class RedisLeaseStore implements LeaseStore {
  readonly #redis: Pick<RedisConnection, 'command' | 'script'>;
  readonly #prefix: string;
  readonly #leaseMs: number;

  #writeCount = 0;

  constructor(redis: Pick<RedisConnection, 'command' | 'script'>, prefix: string, leaseMs: number) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#leaseMs = leaseMs;
  }

  async heartbeat(replica: string, leases: readonly LeaseClaim[]): Promise<ClusterState> {
    const keys = ['leases', 'replicas', 'accounts', 'meta'].map((name) => this.#key(name));
    const reply = await this.#redis.script(HEARTBEAT_SCRIPT, keys, [
      replica,
      String(this.#leaseMs),
      ...toArguments(leases),
    ]);
    const [ageMs, version, replicas, accounts, leaseFields] = heartbeatReply.parse(reply);
    return { ageMs, version, replicas, accounts, leases: parseLeases(leaseFields) };
  }

  async acquire(replica: string, { account, token }: LeaseClaim): Promise<number | undefined> {
    const keys = [this.#key('leases'), this.#key('meta')];
    const values = [replica, String(this.#leaseMs), account, String(token)];
    const taken = numberSchema.parse(await this.#redis.script(ACQUIRE_SCRIPT, keys, values));
    return taken === 0 ? undefined : taken;
  }

  async release(replica: string, leases: readonly LeaseClaim[], gone: boolean): Promise<void> {
    const keys = ['leases', 'replicas', 'meta'].map((name) => this.#key(name));
    await this.#redis.script(RELEASE_SCRIPT, keys, [
      replica,
      gone ? 'gone' : 'stays',
      ...toArguments(leases),
    ]);
  }

  async version(): Promise<number> {
    return numberSchema.parse((await this.#redis.command(['HGET', this.#key('meta'), 'version'])) ?? 0);
  }

  async save({ account, token }: LeaseClaim, key: string, text: string): Promise<boolean> {
    const keys = [this.#key('leases'), this.#positionKey(account, key)];
    this.#writeCount += 1;
    const values = [account, String(token), text, String(this.#writeCount)];
    return numberSchema.parse(await this.#redis.script(FENCED_WRITE_SCRIPT, keys, values)) === 1;
  }

  async read(account: string, key: string): Promise<string | undefined> {
    const text = await this.#redis.command(['HGET', this.#positionKey(account, key), 'text']);
    return z.string().nullable().parse(text) ?? undefined;
  }

  #positionKey(account: string, key: string): string {
    const [folder = '', node = ''] = key.split('/', 2);
    return this.#key(`${folder}:${account}:${node}`);
  }

  #key(name: string): string {
    return `${this.#prefix}:${name}`;
  }
}

function toArguments(leases: readonly LeaseClaim[]): readonly string[] {
  return leases.flatMap(({ account, token }) => [account, String(token)]);
}

function parseLeases(fields: readonly string[]): ReadonlyMap<string, Lease> {
  const leases = new Map<string, Lease>();
  for (let index = 0; index + 3 < fields.length; index += 4) {
    const [account = '', token = '', leftMs = '', holder = ''] = fields.slice(index, index + 4);
    leases.set(account, { token: Number(token), remainingMs: Number(leftMs), holder });
  }
  return leases;
}
