/** Which proxy, if any: the account's, else the one of the environment. */

/** As core's `http proxy` node has it. */
export interface ProxySettings {
  readonly url: string;
  /** hosts that are reached directly */
  readonly noProxy: readonly string[];
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface ProxyRoute {
  /** with credentials, in the spelling that undici decodes again; '' for none */
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
  /** what redaction must know */
  readonly secrets: readonly string[];
}

/** This machine is never asked for through a proxy: the simulated tenant lives there. */
const DIRECT = ['localhost', '127.0.0.1', '[::1]'];

function decoded(text: string): string {
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

/** @throws TypeError for what is no http or https address; its text is not for showing */
function address(text: string, username?: string, password?: string): Address {
  const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError('scheme');
  const user = username || decoded(url.username);
  const secret = password || decoded(url.password);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(secret);
  return { href: url.href, secrets: [secret, `${user}:${secret}`, ...(user === '' ? [] : [user])] };
}

const split = (text: string): string[] => text.split(/[,\s]+/).filter((entry) => entry !== '');

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * undefined: no proxy at all.
 * @throws TypeError when an address cannot be used
 */
export function proxyRoute(
  proxy: ProxySettings | undefined,
  environment: Environment,
): ProxyRoute | undefined {
  const of = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? '';
  const noProxy = proxy?.noProxy ?? split(of('NO_PROXY'));
  if (noProxy.includes('*')) return undefined;
  const http = (proxy?.url ?? of('HTTP_PROXY')).trim();
  const https = (proxy?.url ?? of('HTTPS_PROXY')).trim() || http;
  if (https === '') return undefined;
  const [forHttp, forHttps] = [http, https].map((text) =>
    text === '' ? { href: '', secrets: [] } : address(text, proxy?.username, proxy?.password),
  );
  return {
    httpProxy: forHttp?.href ?? '',
    httpsProxy: forHttps?.href ?? '',
    noProxy: [...noProxy, ...DIRECT].join(','),
    secrets: [...(forHttp?.secrets ?? []), ...(forHttps?.secrets ?? [])].filter((secret) => secret !== ':'),
  };
}
