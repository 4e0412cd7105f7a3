/** The two connection pools of an account, and the request function. */
import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import type { ApiRequest } from '../../contracts/api-client';
import type { TlsSettings } from '../../contracts/tls';
import { connectTimeoutMs, createDispatcher, tlsConnectOptions } from '../../util/http/dispatcher';
import { readBody } from '../../util/http/growing-buffer';
import { type ProxyRoute, type ProxySettings, proxyRoute } from '../../util/http/proxy';
import { loadUndici } from '../../util/http/undici';
import { omitEmpty } from '../../util/omit-empty';
import type { Redactor } from '../../util/redaction/redactor';
import type { HttpResponse } from '../response/classify-response';
import type { ErrorFactory } from '../response/error-factory';

const MIB = 1024 * 1024;
/** bytes of an API response */
const MAX_RESPONSE_BYTES = 64 * MIB;
/** between two chunks of a file */
const DOWNLOAD_BODY_TIMEOUT_MS = 300_000;

export interface TransportOptions {
  readonly host: string;
  readonly timeoutMs: number;
  /** resolves the names of storage links */
  readonly lookup?: LookupFunction;
  readonly tls?: TlsSettings | undefined;
  readonly proxy?: ProxySettings | undefined;
}

export interface Transport {
  readonly api: Dispatcher;
  /** For storage links: no additional headers, no client certificate. */
  readonly downloads: Dispatcher;
  destroy(): Promise<void>;
}

/** @throws MimecastError MIMECAST_CONFIG when TLS or proxy settings cannot be used */
export function createTransport(
  options: TransportOptions,
  redactor: Redactor,
  fail: ErrorFactory,
): Transport {
  const { host, timeoutMs, tls = {}, proxy } = options;
  const { passphrase, ca, rejectUnauthorized } = tls;
  if (passphrase) redactor.addSecret(passphrase);
  let forApi: Record<string, unknown>;
  try {
    forApi = tlsConnectOptions(tls, timeoutMs);
  } catch {
    throw fail('tlsSettings', { host });
  }
  const forFiles = omitEmpty({
    ca,
    rejectUnauthorized,
    timeout: connectTimeoutMs(timeoutMs),
    lookup: options.lookup,
  });
  let route: ProxyRoute | undefined;
  try {
    route = proxyRoute(proxy, process.env);
  } catch {
    throw fail('proxySettings', { host });
  }
  for (const secret of route?.secrets ?? []) redactor.addSecret(secret);
  const api = createDispatcher(route, {
    connect: forApi,
    headersTimeout: timeoutMs,
    bodyTimeout: 2 * timeoutMs,
    maxResponseSize: MAX_RESPONSE_BYTES,
  });
  const downloads = createDispatcher(route, {
    connect: forFiles,
    headersTimeout: timeoutMs,
    bodyTimeout: DOWNLOAD_BODY_TIMEOUT_MS,
  });
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
  const content = await readBody(response.body);
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
