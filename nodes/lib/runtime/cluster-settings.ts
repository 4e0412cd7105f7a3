import type { MimecastError } from '../api/errors';
import type { TlsSettings } from '../api/transport';
import type { LinkSettings } from '../cluster/redis-link';
import { clusterProperties } from '../properties/cluster';
import { redisPlace } from '../properties/cluster-url';
import { configError } from './explain';
import { readConfig } from './read-config';
import { unsetVariable } from './unset-variable';

export interface ClusterSettings {
  readonly link: Omit<LinkSettings, 'tls'>;
  /** true for `rediss://` */
  readonly secure: boolean;
  /** id of the tls-config node, '' for none */
  readonly tls: string;
  readonly prefix: string;
  readonly leaseMs: number;
}

export type ClusterReading =
  | { readonly ok: true; readonly settings: ClusterSettings }
  | { readonly ok: false; readonly error: MimecastError };

type Raw = Readonly<Record<string, unknown>>;

const BEATS = 3;
const LONGEST_COMMAND_MS = 5_000;
const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/**
 * A URL from a variable may contain user and password, as Redis hosting services provide it. Separate fields
 * take precedence. Both are removed before a message can show the URL.
 */
export function readCluster(config: Raw, credentials: Raw): ClusterReading {
  const url = text(config['url']);
  const given = redisPlace(url);
  const bare = given === undefined ? url : url.replace(/^(\w+:\/\/)[^@/]*@/, '$1');
  const unset = unsetVariable({ username: credentials['username'], password: credentials['password'] });
  if (unset !== undefined) return { ok: false, error: configError(unset) };
  const reading = readConfig(clusterProperties, { ...config, url: bare });
  if (!reading.ok) return reading;
  const { tls, prefix, lease, url: address } = reading.settings;
  const place = redisPlace(address);
  if (place === undefined) {
    return { ok: false, error: configError({ key: 'redisUrl', values: {}, property: 'url' }) };
  }
  const leaseMs = lease * 1000;
  const { host, port, database, secure } = place;
  return {
    ok: true,
    settings: {
      link: {
        host,
        port,
        database,
        username: text(credentials['username']) || (given?.username ?? ''),
        password: text(credentials['password']) || (given?.password ?? ''),
        timeoutMs: Math.min(leaseMs / BEATS, LONGEST_COMMAND_MS),
      },
      secure,
      tls,
      prefix,
      leaseMs,
    },
  };
}

/** TLS is used when the URL says so. A TLS node only adds options. */
export function linkSettings({ link, secure }: ClusterSettings, tls: TlsSettings | undefined): LinkSettings {
  return { ...link, tls: secure ? (tls ?? {}) : undefined };
}
