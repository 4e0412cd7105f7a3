import { z } from 'zod';
import type { RedisConnection } from './redis-connection';

/** Result of *Test connection*. */
export interface RedisHealth {
  readonly level: 'green' | 'yellow' | 'red';
  readonly text: string;
}

/** Required for TIME in scripts that write, and for several fields in one HSET. */
const MIN_MAJOR_VERSION = 5;
/**
 * Writes a key: a read-only replica, or a server with a full memory or disk, would pass a test that only
 * reads.
 */
const PROBE_SCRIPT = "redis.call('SET', KEYS[1], '1', 'PX', 1000) return redis.call('TIME')[1]";
const EVICTION_WARNING = 'it may drop keys when its memory is full (maxmemory-policy): set noeviction';
const EVICTION_UNKNOWN =
  'whether it drops keys when its memory is full could not be checked: allow the user INFO (ACL +info), or make sure that maxmemory-policy is noeviction';
const PERSISTENCE_HINT = 'append-only file off: data that a crash loses is read again';

/** The `name:value` lines of a section; empty where the user has no permission. */
async function readInfo(
  redis: Pick<RedisConnection, 'command'>,
  section: string,
): Promise<ReadonlyMap<string, string>> {
  const text = await redis.command(['INFO', section]).then(String, () => '');
  return new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const colon = line.indexOf(':');
      return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as const];
    }),
  );
}

/**
 * Connects, authenticates, runs a script, and checks whether Redis keeps its data.
 * @throws MimecastError
 */
export async function checkRedisHealth(
  redis: Pick<RedisConnection, 'command' | 'script'>,
  prefix: string,
): Promise<RedisHealth> {
  const startedAt = Date.now();
  z.coerce
    .number()
    .positive()
    .parse(await redis.script(PROBE_SCRIPT, [`${prefix}:trial`], []));
  const ms = Date.now() - startedAt;
  const [server, memory, persistence] = [
    await readInfo(redis, 'server'),
    await readInfo(redis, 'memory'),
    await readInfo(redis, 'persistence'),
  ];
  const valkey = server.get('valkey_version');
  const version = valkey ?? server.get('redis_version') ?? '';
  const name = `${valkey === undefined ? 'Redis' : 'Valkey'} ${version}`.trim();
  if (version !== '' && Number.parseInt(version, 10) < MIN_MAJOR_VERSION)
    return {
      level: 'red',
      text: `${name} is too old: Redis ${MIN_MAJOR_VERSION} or later, or Valkey, is required`,
    };
  const policy = memory.get('maxmemory_policy') ?? '';
  if (policy !== 'noeviction')
    return {
      level: 'yellow',
      text: `${name} answers, but ${policy === '' ? EVICTION_UNKNOWN : EVICTION_WARNING}`,
    };
  const hint = persistence.get('aof_enabled') === '0' ? [PERSISTENCE_HINT] : [];
  return { level: 'green', text: ['Connection successful', name, `${ms} ms`, ...hint].join(' · ') };
}
