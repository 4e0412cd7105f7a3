import type { ValidationProblem } from '../property-types';

/** The parts of a Redis URL. */
export interface RedisAddress {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  readonly database: number;
  /** '' if the URL has none */
  readonly username: string;
  readonly password: string;
}

/** The URL class is not used, because browsers and Node.js differ in what it accepts and throws. */
const PATTERN = /^(?:(rediss?):\/\/)?(?:([^@/]*)@)?(\[[^\]]+\]|[^\s:/?#@]+)(?::(\d{1,5}))?(?:\/(\d{0,4}))?$/i;
const DEFAULT_PORT = 6379;

/** `redis://host:6379/0`, with `rediss` for TLS; `redis` where there is no scheme. Undefined for anything else. */
export function parseRedisUrl(url: string): RedisAddress | undefined {
  const parts = PATTERN.exec(url.trim());
  if (parts === null) return undefined;
  const [, scheme = '', user = '', host = '', port = '', database = ''] = parts;
  const colon = user.indexOf(':');
  const number = port === '' ? DEFAULT_PORT : Number(port);
  if (number < 1 || number > 65_535) return undefined;
  return {
    secure: scheme.toLowerCase() === 'rediss',
    host: host.replace(/^\[|\]$/g, ''),
    port: number,
    database: Number(database),
    username: decode(colon === -1 ? user : user.slice(0, colon)),
    password: decode(colon === -1 ? '' : user.slice(colon + 1)),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The result never contains the URL, which may hold a password. */
export function redisUrlProblem(url: string): ValidationProblem | undefined {
  if (url === '') return { key: 'redisUrlMissing', values: {} };
  const address = parseRedisUrl(url);
  if (address === undefined) return { key: 'redisUrl', values: {} };
  // Flow files are not encrypted, but credentials are. User and password belong in the credentials.
  return address.username === '' && address.password === ''
    ? undefined
    : { key: 'redisUrlCredentials', values: {} };
}
