import { z } from 'zod';
import type { HeldLease, LeaseStore } from '../lease-store';
import type { RedisLink } from './redis-connection';
import { BEAT } from './scripts/heartbeat';
import { RELEASE } from './scripts/release';
import { SAVE } from './scripts/fenced-write';
import { TAKE } from './scripts/acquire';
import type { Lease, Standing } from '../assignment';

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
export class RedisStore implements LeaseStore {
  readonly #redis: Pick<RedisLink, 'command' | 'script'>;
  readonly #prefix: string;
  readonly #leaseMs: number;

  #writeCount = 0;

  constructor(redis: Pick<RedisLink, 'command' | 'script'>, prefix: string, leaseMs: number) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#leaseMs = leaseMs;
  }

  async beat(replica: string, leases: readonly HeldLease[]): Promise<Standing> {
    const keys = ['leases', 'replicas', 'accounts', 'meta'].map((name) => this.#key(name));
    const reply = await this.#redis.script(BEAT, keys, [
      replica,
      String(this.#leaseMs),
      ...toArguments(leases),
    ]);
    const [ageMs, version, replicas, accounts, leaseFields] = heartbeatReply.parse(reply);
    return { ageMs, version, replicas, accounts, leases: parseLeases(leaseFields) };
  }

  async take(replica: string, { account, token }: HeldLease): Promise<number | undefined> {
    const keys = [this.#key('leases'), this.#key('meta')];
    const values = [replica, String(this.#leaseMs), account, String(token)];
    const taken = numberSchema.parse(await this.#redis.script(TAKE, keys, values));
    return taken === 0 ? undefined : taken;
  }

  async release(replica: string, leases: readonly HeldLease[], gone: boolean): Promise<void> {
    const keys = ['leases', 'replicas', 'meta'].map((name) => this.#key(name));
    await this.#redis.script(RELEASE, keys, [replica, gone ? 'gone' : 'stays', ...toArguments(leases)]);
  }

  async version(): Promise<number> {
    return numberSchema.parse((await this.#redis.command(['HGET', this.#key('meta'), 'version'])) ?? 0);
  }

  async save({ account, token }: HeldLease, key: string, text: string): Promise<boolean> {
    const keys = [this.#key('leases'), this.#positionKey(account, key)];
    this.#writeCount += 1;
    const values = [account, String(token), text, String(this.#writeCount)];
    return numberSchema.parse(await this.#redis.script(SAVE, keys, values)) === 1;
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

function toArguments(leases: readonly HeldLease[]): readonly string[] {
  return leases.flatMap(({ account, token }) => [account, String(token)]);
}

function parseLeases(fields: readonly string[]): ReadonlyMap<string, Lease> {
  const leases = new Map<string, Lease>();
  for (let index = 0; index + 3 < fields.length; index += 4) {
    const [account = '', token = '', leftMs = '', holder = ''] = fields.slice(index, index + 4);
    leases.set(account, { token: Number(token), leftMs: Number(leftMs), holder });
  }
  return leases;
}
