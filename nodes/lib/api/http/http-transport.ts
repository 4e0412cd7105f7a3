/** The two connection pools of an account, and the request function. */
import { createSecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import type { ApiRequest } from '../../contracts/api-client';
import type { TlsSettings } from '../../contracts/tls';
import { omitEmpty } from '../../util/omit-empty';
import type { Redactor } from '../../util/redactor';
import type { HttpResponse } from '../response/classify-response';
import type { ErrorFactory } from '../response/error-factory';
import { type ProxyRoute, type ProxySettings, proxyRoute } from './proxy';

type Undici = typeof import('undici');

let loaded: Undici | undefined;

/**
 * Loads undici on first use. It takes 20 MB and a third of the package's load time. An installation without
 * these nodes in a flow does not load it.
 */
export function loadUndici(): Undici {
  const found: Undici = loaded ?? require('undici');
  loaded = found;
  return found;
}

const MIB = 1024 * 1024;
/** bytes of an API response */
const MAX_RESPONSE_BYTES = 64 * MIB;
/** between two chunks of a file */
const DOWNLOAD_BODY_TIMEOUT_MS = 300_000;
/** A connection that is not established by then is not expected to succeed. */
const MAX_CONNECT_TIMEOUT_MS = 30_000;

export interface TransportOptions {
  readonly host: string;
  readonly timeoutMs: number;
  readonly tls?: TlsSettings | undefined;
  readonly proxy?: ProxySettings | undefined;
}

export interface Transport {
  readonly api: Dispatcher;
  /** For storage links: no additional headers, no client certificate. */
  readonly downloads: Dispatcher;
  destroy(): Promise<void>;
}

interface PoolOptions {
  readonly connect: Record<string, unknown>;
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
  readonly maxResponseSize?: number;
}

function createDispatcher(route: ProxyRoute | undefined, options: PoolOptions, timeout: number): Dispatcher {
  const { Agent, EnvHttpProxyAgent, Pool } = loadUndici();
  if (route === undefined) return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: route.httpProxy,
    httpsProxy: route.httpsProxy,
    noProxy: route.noProxy,
    requestTls: options.connect,
    // A company's CA may also sign the proxy's certificate. Client certificate and server name are for Mimecast only.
    proxyTls: { ...omitEmpty({ ca: options.connect['ca'] }), timeout },
    // Without it, a proxy that accepts the connection and does not respond blocks a call for undici's five minutes.
    clientFactory: (origin: URL, opts: object) =>
      new Pool(origin, { ...opts, headersTimeout: options.headersTimeout }),
  });
}

/** @throws MimecastError MIMECAST_CONFIG when TLS or proxy settings cannot be used */
export function createTransport(
  options: TransportOptions,
  redactor: Redactor,
  fail: ErrorFactory,
): Transport {
  const { host, timeoutMs, tls = {}, proxy } = options;
  const connectTimeout = Math.min(timeoutMs, MAX_CONNECT_TIMEOUT_MS);
  const { passphrase, key, cert, ca, pfx, servername, rejectUnauthorized } = tls;
  if (passphrase) redactor.addSecret(passphrase);
  const forApi = omitEmpty({
    key,
    cert,
    ca,
    pfx,
    passphrase,
    servername,
    rejectUnauthorized,
    timeout: connectTimeout,
  });
  const forFiles = omitEmpty({ ca, rejectUnauthorized, timeout: connectTimeout });
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
  for (const secret of route?.secrets ?? []) redactor.addSecret(secret);
  const api = createDispatcher(
    route,
    {
      connect: forApi,
      headersTimeout: timeoutMs,
      bodyTimeout: 2 * timeoutMs,
      maxResponseSize: MAX_RESPONSE_BYTES,
    },
    connectTimeout,
  );
  const downloads = createDispatcher(
    route,
    { connect: forFiles, headersTimeout: timeoutMs, bodyTimeout: DOWNLOAD_BODY_TIMEOUT_MS },
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

export interface HttpRequest {
  readonly url: string;
  readonly method: ApiRequest['method'];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
  /** Called when the headers have arrived, before the body. */
  readonly onResponseStart?: () => void;
}

export interface SizedHttpResponse extends HttpResponse {
  /** bytes of the body */
  readonly bytes: number;
}

/** Sends one request and reads the whole response. Does not follow redirects. Throws the errors of undici. */
export async function sendRequest(
  dispatcher: Dispatcher,
  { url, method, headers, body, signal, onResponseStart: onBegun }: HttpRequest,
): Promise<SizedHttpResponse> {
  const response = await loadUndici().request(url, {
    dispatcher,
    method,
    headers,
    body: body ?? null,
    signal,
  });
  onBegun?.();
  const content = Buffer.from(await response.body.arrayBuffer());
  return {
    status: response.statusCode,
    headers: response.headers,
    text: decode(content),
    bytes: content.length,
  };
}

/** Drops a byte order mark and replaces invalid UTF-8, so it never fails. */
function decode(content: Buffer): string {
  return new TextDecoder().decode(content);
}
