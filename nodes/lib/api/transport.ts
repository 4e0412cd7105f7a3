/** The two connection pools of an account, and one exchange over them. */
import { createSecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import { given } from '../given';
import type { Received as Answered } from './decide';
import type { Fail } from './failures';
import { undici } from './load-undici';
import { type ProxyRoute, type ProxySettings, proxyRoute } from './proxy';
import type { Redactor } from './redact';
import type { ApiRequest } from './types';

const MIB = 1024 * 1024;
/** bytes an answer of the API may have */
const LARGEST_ANSWER = 64 * MIB;
/** ms without a byte of a file */
const DOWNLOAD_BODY_TIMEOUT = 300_000;
/** ms; a connection that takes longer will not come */
const CONNECT_TIMEOUT = 30_000;

type Pem = string | Buffer | readonly (string | Buffer)[];

/** As core's `tls-config` node fills them in (addTLSOptions). */
export interface TlsSettings {
  readonly key?: Pem | undefined;
  readonly cert?: Pem | undefined;
  readonly ca?: Pem | undefined;
  readonly pfx?: string | Buffer | undefined;
  readonly passphrase?: string | undefined;
  readonly servername?: string | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
}

export interface TransportOptions {
  readonly host: string;
  readonly timeoutMs: number;
  readonly tls?: TlsSettings | undefined;
  readonly proxy?: ProxySettings | undefined;
}

export interface Transport {
  readonly api: Dispatcher;
  /** For storage links: sends no header of its own, offers no client certificate. */
  readonly downloads: Dispatcher;
  destroy(): Promise<void>;
}

interface PoolOptions {
  readonly connect: Record<string, unknown>;
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
  readonly maxResponseSize?: number;
}

function dispatcher(route: ProxyRoute | undefined, options: PoolOptions, timeout: number): Dispatcher {
  const { Agent, EnvHttpProxyAgent, Pool } = undici();
  if (route === undefined) return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: route.httpProxy,
    httpsProxy: route.httpsProxy,
    noProxy: route.noProxy,
    requestTls: options.connect,
    // A company's CA signs its proxy too; client certificate and server name are for Mimecast only.
    proxyTls: { ...given({ ca: options.connect['ca'] }), timeout },
    // Otherwise a proxy that accepts and then keeps silent holds a call for undici's five minutes.
    clientFactory: (origin: URL, opts: object) =>
      new Pool(origin, { ...opts, headersTimeout: options.headersTimeout }),
  });
}

/** @throws MimecastError MIMECAST_CONFIG when TLS or proxy settings cannot be used */
export function createTransport(options: TransportOptions, redactor: Redactor, fail: Fail): Transport {
  const { host, timeoutMs, tls = {}, proxy } = options;
  const connectTimeout = Math.min(timeoutMs, CONNECT_TIMEOUT);
  const { passphrase, key, cert, ca, pfx, servername, rejectUnauthorized } = tls;
  if (passphrase) redactor.secret(passphrase);
  const forApi = given({
    key,
    cert,
    ca,
    pfx,
    passphrase,
    servername,
    rejectUnauthorized,
    timeout: connectTimeout,
  });
  const forFiles = given({ ca, rejectUnauthorized, timeout: connectTimeout });
  try {
    createSecureContext(forApi);
  } catch {
    throw fail('tlsSettings', { host });
  }
  let route: ProxyRoute | undefined;
  try {
    route = proxyRoute(proxy, process.env);
  } catch {
    throw fail('proxySettings', { host });
  }
  for (const secret of route?.secrets ?? []) redactor.secret(secret);
  const api = dispatcher(
    route,
    {
      connect: forApi,
      headersTimeout: timeoutMs,
      bodyTimeout: 2 * timeoutMs,
      maxResponseSize: LARGEST_ANSWER,
    },
    connectTimeout,
  );
  const downloads = dispatcher(
    route,
    { connect: forFiles, headersTimeout: timeoutMs, bodyTimeout: DOWNLOAD_BODY_TIMEOUT },
    connectTimeout,
  );
  let destroyed: Promise<void> | undefined;
  return {
    api,
    downloads,
    destroy() {
      destroyed ??= Promise.all([api.destroy(), downloads.destroy()]).then(() => undefined);
      return destroyed;
    },
  };
}

export interface Exchange {
  readonly url: string;
  readonly method: ApiRequest['method'];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
  /** the answer has begun; its body follows */
  readonly onBegun?: () => void;
}

export interface Received extends Answered {
  /** bytes of the body */
  readonly bytes: number;
}

/** One request, one whole answer; redirects are answers too. Throws what undici throws. */
export async function exchange(
  over: Dispatcher,
  { url, method, headers, body, signal, onBegun }: Exchange,
): Promise<Received> {
  const answer = await undici().request(url, {
    dispatcher: over,
    method,
    headers,
    body: body ?? null,
    signal,
  });
  onBegun?.();
  const content = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, headers: answer.headers, text: decode(content), bytes: content.length };
}

/** Drops a byte order mark; replaces what is not UTF-8 rather than failing. */
function decode(content: Buffer): string {
  return new TextDecoder().decode(content);
}
