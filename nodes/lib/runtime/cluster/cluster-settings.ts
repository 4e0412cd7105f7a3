import { isIP } from 'node:net';
import type { RedisOptions } from '../../cluster/redis/redis-connection';
import type { MimecastError } from '../../contracts/errors';
import type { TlsSettings } from '../../contracts/tls';
import { clusterProperties } from '../../properties/node/cluster';
import type { ValidationProblem } from '../../properties/property-types';
import { isLoopback } from '../../properties/values/base-url';
import { parseRedisUrl } from '../../properties/values/redis-url';
import { configError } from '../node-red/config-error';
import { findUnsetVariable, parseConfig } from '../node-red/parse-config';

export interface ClusterSettings {
  readonly connection: Omit<RedisOptions, 'tls'>;
  /** true for `rediss://` */
  readonly secure: boolean;
  /** id of the tls-config node, '' for none */
  readonly tls: string;
  readonly prefix: string;
  readonly leaseMs: number;
}

export type ClusterConfigResult =
  | { readonly ok: true; readonly settings: ClusterSettings }
  | { readonly ok: false; readonly error: MimecastError };

type Raw = Readonly<Record<string, unknown>>;

const HEARTBEATS_PER_LEASE = 3;
const MAX_COMMAND_MS = 5_000;
const trimmed = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/**
 * A URL from a variable may contain user and password, as Redis hosting services provide it. Separate fields
 * take precedence. Both are removed before a message can show the URL.
 */
export function parseClusterConfig(config: Raw, credentials: Raw): ClusterConfigResult {
  const url = trimmed(config['url']);
  const urlParts = parseRedisUrl(url);
  const urlWithoutCredentials = urlParts === undefined ? url : url.replace(/^(\w+:\/\/)[^@/]*@/, '$1');
  const unsetProblem = findUnsetVariable({
    username: credentials['username'],
    password: credentials['password'],
  });
  if (unsetProblem !== undefined) return { ok: false, error: configError(unsetProblem) };
  const configResult = parseConfig(clusterProperties, { ...config, url: urlWithoutCredentials });
  if (!configResult.ok) return configResult;
  const { tls, prefix, lease, url: address } = configResult.settings;
  const addressParts = parseRedisUrl(address);
  if (addressParts === undefined) {
    return { ok: false, error: configError({ key: 'redisUrl', values: {}, property: 'url' }) };
  }
  const leaseMs = lease * 1000;
  const { host, port, database, secure } = addressParts;
  return {
    ok: true,
    settings: {
      connection: {
        host,
        port,
        database,
        username: trimmed(credentials['username']) || (urlParts?.username ?? ''),
        password: trimmed(credentials['password']) || (urlParts?.password ?? ''),
        timeoutMs: Math.min(leaseMs / HEARTBEATS_PER_LEASE, MAX_COMMAND_MS),
      },
      secure,
      tls,
      prefix,
      leaseMs,
    },
  };
}

/**
 * A connection without TLS to another machine. The name of a container on this machine has no dot, and is no reason to
 * warn.
 */
export function plainRedisProblem({ connection, secure }: ClusterSettings): ValidationProblem | undefined {
  const { host } = connection;
  const isLocal = isLoopback(isIP(host) === 6 ? `[${host}]` : host) || !/[.:]/.test(host);
  return secure || isLocal ? undefined : { key: 'redisPlain', values: { host } };
}

/** TLS is used when the URL says so. A TLS node only adds options. */
export function redisConnectionSettings(
  { connection, secure }: ClusterSettings,
  tls: TlsSettings | undefined,
): RedisOptions {
  return { ...connection, tls: secure ? (tls ?? {}) : undefined };
}
