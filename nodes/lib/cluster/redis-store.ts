import { z } from 'zod';
import type { HeldLease, LeaseStore } from './lease-store';
import type { RedisLink } from './redis-link';
import { BEAT } from './scripts/beat';
import { RELEASE } from './scripts/release';
import { SAVE } from './scripts/save';
import { TAKE } from './scripts/take';
import type { Lease, Standing } from './share';

const number = z.coerce.number();
const beatAnswer = z.tuple([number, number, z.array(z.string()), number, z.array(z.string())]);

/** Leases and positions in Redis, below one prefix: `<prefix>:leases`, `<prefix>:positions:<client>:<node>` … */
export class RedisStore implements LeaseStore {
  readonly #redis: Pick<RedisLink, 'command' | 'script'>;
  readonly #prefix: string;
  readonly #leaseMs: number;

  #writeCount = 0;

  constructor(link: Pick<RedisLink, 'command' | 'script'>, prefix: string, leaseMs: number) {
    this.#redis = link;
    this.#prefix = prefix;
    this.#leaseMs = leaseMs;
  }

  async beat(replica: string, leases: readonly HeldLease[]): Promise<Standing> {
    const keys = ['leases', 'replicas', 'accounts', 'meta'].map((name) => this.#key(name));
    const answer = await this.#redis.script(BEAT, keys, [replica, String(this.#leaseMs), ...pairs(leases)]);
    const [ageMs, version, replicas, accounts, standing] = beatAnswer.parse(answer);
    return { ageMs, version, replicas, accounts, leases: leasesOf(standing) };
  }

  async take(replica: string, { account, token }: HeldLease): Promise<number | undefined> {
    const keys = [this.#key('leases'), this.#key('meta')];
    const values = [replica, String(this.#leaseMs), account, String(token)];
    const taken = number.parse(await this.#redis.script(TAKE, keys, values));
    return taken === 0 ? undefined : taken;
  }

  async release(replica: string, leases: readonly HeldLease[], gone: boolean): Promise<void> {
    const keys = ['leases', 'replicas', 'meta'].map((name) => this.#key(name));
    await this.#redis.script(RELEASE, keys, [replica, gone ? 'gone' : 'stays', ...pairs(leases)]);
  }

  async version(): Promise<number> {
    return number.parse((await this.#redis.command(['HGET', this.#key('meta'), 'version'])) ?? 0);
  }

  async save({ account, token }: HeldLease, place: string, text: string): Promise<boolean> {
    const keys = [this.#key('leases'), this.#positionKey(account, place)];
    this.#writeCount += 1;
    const values = [account, String(token), text, String(this.#writeCount)];
    return number.parse(await this.#redis.script(SAVE, keys, values)) === 1;
  }

  async read(account: string, place: string): Promise<string | undefined> {
    const text = await this.#redis.command(['HGET', this.#positionKey(account, place), 'text']);
    return z.string().nullable().parse(text) ?? undefined;
  }

  #positionKey(account: string, place: string): string {
    const [folder = '', node = ''] = place.split('/', 2);
    return this.#key(`${folder}:${account}:${node}`);
  }

  #key(name: string): string {
    return `${this.#prefix}:${name}`;
  }
}

function pairs(leases: readonly HeldLease[]): readonly string[] {
  return leases.flatMap(({ account, token }) => [account, String(token)]);
}

function leasesOf(words: readonly string[]): ReadonlyMap<string, Lease> {
  const leases = new Map<string, Lease>();
  for (let at = 0; at + 3 < words.length; at += 4) {
    const [account = '', token = '', leftMs = '', holder = ''] = words.slice(at, at + 4);
    leases.set(account, { token: Number(token), leftMs: Number(leftMs), holder });
  }
  return leases;
}
