/** Connection pools with TLS settings, directly or through a proxy. */
import { createSecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import type { TlsSettings } from '../../contracts/tls';
import { omitEmpty } from '../omit-empty';
import type { ProxyRoute } from './proxy';
import { loadUndici } from './undici';

/** A connection that is not established by then is not expected to succeed. */
const MAX_CONNECT_TIMEOUT_MS = 30_000;

export const connectTimeoutMs = (timeoutMs: number): number => Math.min(timeoutMs, MAX_CONNECT_TIMEOUT_MS);

export interface PoolOptions {
  /** of TLS, with `timeout` */
  readonly connect: Record<string, unknown>;
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
  readonly maxResponseSize?: number;
}

/**
 * The TLS options of a pool.
 * @throws when certificate, key or passphrase are invalid
 */
export function tlsConnectOptions(
  { passphrase, key, cert, ca, pfx, servername, rejectUnauthorized }: TlsSettings,
  timeoutMs: number,
): Record<string, unknown> {
  const timeout = connectTimeoutMs(timeoutMs);
  const options = omitEmpty({ key, cert, ca, pfx, passphrase, servername, rejectUnauthorized, timeout });
  createSecureContext(options);
  return options;
}

/** Follows no redirects. */
export function createDispatcher(route: ProxyRoute | undefined, options: PoolOptions): Dispatcher {
  const { Agent, EnvHttpProxyAgent, Pool } = loadUndici();
  if (route === undefined) return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: route.httpProxy,
    httpsProxy: route.httpsProxy,
    noProxy: route.noProxy,
    requestTls: options.connect,
    // A company's CA may also sign the proxy's certificate. Client certificate and server name are for the server only.
    proxyTls: omitEmpty({ ca: options.connect['ca'], timeout: options.connect['timeout'] }),
    // Without it, a proxy that accepts the connection and does not respond blocks a call for undici's five minutes.
    clientFactory: (origin: URL, opts: object) =>
      new Pool(origin, { ...opts, headersTimeout: options.headersTimeout }),
  });
}
