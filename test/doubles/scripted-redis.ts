/** The part of Redis that a cluster needs: its scripts use the memory store, which a spec compares with Redis. */
import { hash } from 'node:crypto';
import type { LeaseStore } from '../../nodes/lib/cluster/lease-store';
import { ACQUIRE_SCRIPT } from '../../nodes/lib/cluster/redis/scripts/acquire';
import { FENCED_WRITE_SCRIPT } from '../../nodes/lib/cluster/redis/scripts/fenced-write';
import { HEARTBEAT_SCRIPT } from '../../nodes/lib/cluster/redis/scripts/heartbeat';
import { RELEASE_SCRIPT } from '../../nodes/lib/cluster/redis/scripts/release';
import { type FakeRedis, startFakeRedis } from './fake-redis';

type Reply = string | number | null | readonly Reply[];

function encoded(reply: Reply): string {
  if (reply === null) return '$-1';
  if (typeof reply === 'number') return `:${reply}`;
  if (typeof reply === 'string') return `$${Buffer.byteLength(reply)}\r\n${reply}`;
  return [`*${reply.length}`, ...reply.map(encoded)].join('\r\n');
}

const pairsOf = (words: readonly string[]) =>
  words.flatMap((account, index) => (index % 2 === 0 ? [{ account, token: Number(words[index + 1]) }] : []));

type Run = (store: LeaseStore, keys: readonly string[], values: readonly string[]) => Promise<Reply>;

const RUNS: Readonly<Record<string, Run>> = {
  [hash('sha1', HEARTBEAT_SCRIPT)]: async (store, _keys, [me = '', , ...rest]) => {
    const { ageMs, version, replicas, accounts, leases } = await store.heartbeat(me, pairsOf(rest));
    const flat = [...leases].flatMap(([account, { token, remainingMs: leftMs, holder }]) => [
      account,
      ...[token, leftMs].map(String),
      holder,
    ]);
    return [String(ageMs), String(version), replicas, accounts, flat];
  },
  [hash('sha1', ACQUIRE_SCRIPT)]: async (store, _keys, [me = '', , account = '', token = '']) =>
    String((await store.acquire(me, { account, token: Number(token) })) ?? 0),
  [hash('sha1', RELEASE_SCRIPT)]: async (store, _keys, [me = '', gone, ...rest]) => {
    await store.release(me, pairsOf(rest), gone === 'gone');
    return 'OK';
  },
  [hash('sha1', FENCED_WRITE_SCRIPT)]: async (store, keys, [account = '', token = '', text = '']) =>
    (await store.save({ account, token: Number(token) }, entryKey(keys[1]), text)) ? 1 : 0,
};

/** `<prefix>:positions:<account>:<node>` as the store calls it. */
function entryKey(key = ''): string {
  const [, folder, , node] = key.split(':');
  return `${folder}/${node}`;
}

type Command = (store: LeaseStore, words: readonly string[]) => Promise<Reply | undefined>;

const COMMANDS: Readonly<Record<string, Command>> = {
  EVALSHA: async (store, [script = '', count = '0', ...rest]) =>
    RUNS[script]?.(store, rest.slice(0, Number(count)), rest.slice(Number(count))),
  // Of a script that was not run before: the one of a connection test.
  EVAL: async () => '1795342900',
  HGET: async (store, [key = '', field]) =>
    field === 'version'
      ? String(await store.version())
      : ((await store.read(key.split(':')[2] ?? '', entryKey(key))) ?? null),
  INFO: async () => 'redis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\naof_enabled:1',
};

export function startScriptedRedis(store: LeaseStore, password: string): Promise<FakeRedis> {
  return startFakeRedis(async ([name = '', ...words]) => {
    if (name === 'AUTH' && words.at(-1) !== password) return '-WRONGPASS invalid username-password pair';
    const command = COMMANDS[name];
    if (command === undefined) return '+OK';
    const reply = await command(store, words);
    return reply === undefined ? '-NOSCRIPT No matching script.' : encoded(reply);
  });
}
