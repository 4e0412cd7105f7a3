/** Selects the proxy: the one of a node, else the one from the environment, else none. */

/** The settings of the core node `http proxy`. */
export interface ProxySettings {
  readonly url: string;
  /** hosts that are contacted without the proxy */
  readonly noProxy: readonly string[];
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface ProxyRoute {
  /** with percent-encoded credentials, which undici decodes; '' for none */
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
  /** values that must be redacted */
  readonly secrets: readonly string[];
}

/** Loopback hosts are never contacted through a proxy, because the simulator runs there. */
const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

interface Address {
  readonly href: string;
  readonly secrets: readonly string[];
}

/** @throws TypeError for anything but an http or https URL; its message must not be shown, it may hold a password */
function parseAddress(text: string, username?: string, password?: string): Address {
  const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError('scheme');
  const user = username || decode(url.username);
  const secret = password || decode(url.password);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(secret);
  return { href: url.href, secrets: [secret, `${user}:${secret}`, ...(user === '' ? [] : [user])] };
}

const splitList = (text: string): string[] => text.split(/[,\s]+/).filter((entry) => entry !== '');

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @returns undefined for no proxy
 * @throws TypeError when an address cannot be used
 */
export function proxyRoute(
  proxy: ProxySettings | undefined,
  environment: Environment,
): ProxyRoute | undefined {
  const variable = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? '';
  const noProxy = proxy?.noProxy ?? splitList(variable('NO_PROXY'));
  if (noProxy.includes('*')) return undefined;
  const http = (proxy?.url ?? variable('HTTP_PROXY')).trim();
  const https = (proxy?.url ?? variable('HTTPS_PROXY')).trim() || http;
  if (https === '') return undefined;
  const [forHttp, forHttps] = [http, https].map((text) =>
    text === '' ? { href: '', secrets: [] } : parseAddress(text, proxy?.username, proxy?.password),
  );
  return {
    httpProxy: forHttp?.href ?? '',
    httpsProxy: forHttps?.href ?? '',
    noProxy: [...noProxy, ...LOOPBACK_HOSTS].join(','),
    secrets: [...(forHttp?.secrets ?? []), ...(forHttps?.secrets ?? [])].filter((secret) => secret !== ':'),
  };
}
