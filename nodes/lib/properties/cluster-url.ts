import type { Problem } from './kinds';

/** Where Redis is. */
export interface RedisPlace {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  readonly database: number;
  /** '' where the address has none */
  readonly username: string;
  readonly password: string;
}

/** No URL class: what it throws and what it takes differ between browsers and Node.js. */
const FORM = /^(rediss?):\/\/(?:([^@/]*)@)?(\[[^\]]+\]|[^\s:/?#@]+)(?::(\d{1,5}))?(?:\/(\d{0,4}))?$/i;
const DEFAULT_PORT = 6379;

/** `redis://host:6379/0`, with `rediss` for TLS; undefined: it is no such address. */
export function redisPlace(url: string): RedisPlace | undefined {
  const parts = FORM.exec(url.trim());
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
    username: plain(colon === -1 ? user : user.slice(0, colon)),
    password: plain(colon === -1 ? '' : user.slice(colon + 1)),
  };
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Never with the address itself: it may hold a password. */
export function redisUrlProblem(url: string): Problem | undefined {
  if (url === '') return { key: 'redisUrlMissing', values: {} };
  const place = redisPlace(url);
  if (place === undefined) return { key: 'redisUrl', values: {} };
  // Flows are stored as they are: a password belongs into the credentials, which are encrypted.
  return place.username === '' && place.password === ''
    ? undefined
    : { key: 'redisUrlCredentials', values: {} };
}
