/** The API client of one account: one token, one quota, two connection pools. */

import type { ApiClient, Identity } from '../contracts/api-client';
import type { TlsSettings } from '../contracts/tls';
import { linkSignals, raceAbort } from '../util/abort';
import { type Sleep, sleep } from '../util/async';
import type { ProxySettings } from '../util/http/proxy';
import { createRedactor } from '../util/redaction/redactor';
import { readIdentity } from './auth/account-identity';
import { executeApi1Call } from './auth/api1-call';
import type { Api1Keys } from './auth/api1-signer';
import { executeApi2Call } from './auth/api2-call';
import { createOAuthClient } from './auth/oauth-client';
import { ProgressListeners } from './auth/progress-listeners';
import { download } from './http/download';
import { createTransport } from './http/http-transport';
import { createLinkPolicy } from './http/link-policy';
import { regionAdvice } from './http/regions';
import { createRequestExecutor } from './http/request-executor';
import { type ErrorEntry, type RequestEntry, RequestHistory } from './http/request-history';
import type { QuotaState } from './quota/quota-window';
import { acquireRateLimiter } from './quota/rate-limiter-registry';
import { createErrorFactory } from './response/error-factory';

export interface ClientOptions {
  /** Validated (regions.ts); Bearer tokens go there and nowhere else. */
  readonly origin: string;
  readonly demo: boolean;
  /** Cleaned (credentials.ts). */
  readonly clientId: string;
  readonly clientSecret: string;
  /** The keys of API 1.0. With them, client id and secret are not used. */
  readonly legacy?: Api1Keys | undefined;
  /** ms until the response headers arrive; twice that between two chunks of the body */
  readonly timeoutMs: number;
  readonly tls?: TlsSettings | undefined;
  /** Hosts of files that are not public, and may be followed all the same. In lower case. */
  readonly linkHosts?: readonly string[] | undefined;
  /** Without it HTTPS_PROXY, HTTP_PROXY and NO_PROXY are honoured. */
  readonly proxy?: ProxySettings | undefined;
  /** Default 4. 1: neither retries nor waits for quota, as the connection test needs it. */
  readonly tries?: number;
  /** between two attempts */
  readonly wait?: Sleep;
  /** Called once, when the host has answered a call as API 2.0 does. */
  readonly onHostWorks?: () => void;
}

/** The state of a client as plain data without secrets. */
export interface ClientStats {
  /** since creation, token requests included */
  readonly calls: number;
  /** of the application; other clients of this process may share it */
  readonly quota: readonly QuotaState[];
  /** ISO 8601; null: there is none yet, or API 1.0, which has none */
  readonly token: { readonly issuedAt: string; readonly renewAt: string } | null;
  /** the latest ones, oldest first */
  readonly requests: readonly RequestEntry[];
  readonly errors: readonly ErrorEntry[];
}

/** The client with statistics, for the account node. */
export interface InspectableClient extends ApiClient {
  stats(): ClientStats;
}

const DEFAULT_TRIES = 4;

/** @throws MimecastError MIMECAST_CONFIG when TLS or proxy settings cannot be used */
export function createClient(options: ClientOptions): InspectableClient {
  const { origin, demo, clientId, clientSecret, timeoutMs, tries = DEFAULT_TRIES, wait = sleep } = options;
  const { host } = new URL(origin);
  const { legacy: api1Keys } = options;
  const secrets = api1Keys === undefined ? [clientSecret, clientId] : Object.values<string>({ ...api1Keys });
  const redactor = createRedactor(demo ? [] : secrets);
  const fail = createErrorFactory(redactor, api1Keys === undefined ? regionAdvice : undefined);
  const policy = createLinkPolicy({
    origin,
    verified: options.tls?.rejectUnauthorized !== false,
    hosts: options.linkHosts,
  });
  const transport = createTransport(
    { host, timeoutMs, lookup: policy.lookup, tls: options.tls, proxy: options.proxy },
    redactor,
    fail,
  );
  const { rateLimiter, release } = acquireRateLimiter(api1Keys?.appId ?? clientId, origin);
  const history = new RequestHistory();
  const executor = createRequestExecutor({
    origin,
    timeoutMs,
    waitForQuota: tries > 1,
    transport,
    rateLimiter,
    history,
    redactor,
    fail,
  });
  const closing = new AbortController();
  const common = { executor, tries, wait, redactor, fail };
  const oauth = createOAuthClient({ ...common, clientId, clientSecret, demo, host, signal: closing.signal });
  let identity: Promise<Identity> | undefined;
  let hostWorks = false;
  const listeners = new ProgressListeners();

  const client: InspectableClient = {
    origin,
    demo,
    ...(api1Keys === undefined ? {} : { legacy: true as const }),
    redact: redactor.redact,
    get calls() {
      return executor.calls;
    },
    async call(request, callOptions) {
      if (!isSameOriginPath(origin, request.path)) throw fail('crossOriginPath', { host });
      const linked = linkSignals([callOptions.signal, closing.signal]);
      try {
        linked.signal.throwIfAborted();
        const linkedOptions = { ...callOptions, signal: linked.signal };
        if (api1Keys !== undefined)
          return await executeApi1Call(request, linkedOptions, { ...common, keys: api1Keys, host });
        const response = await executeApi2Call(request, linkedOptions, { ...common, oauth });
        if (!hostWorks) options.onHostWorks?.();
        hostWorks = true;
        return response;
      } catch (error) {
        history.addError(error);
        throw error;
      } finally {
        linked.dispose();
      }
    },
    async download(url, { signal, onTrouble }) {
      try {
        return await download(url, {
          dispatcher: transport.downloads,
          policy,
          signals: [signal, closing.signal],
          tries,
          wait,
          fail,
          silenceMs: timeoutMs,
          onTrouble,
        });
      } catch (error) {
        history.addError(error);
        throw error;
      }
    },
    identity(callOptions) {
      // Shared by all callers, so it runs until it is done or the client closes. A failure is not cached.
      identity ??= readIdentity(client, { ...callOptions, ...listeners.events, signal: closing.signal })
        .then(({ code, name }) => ({ code, name }))
        .catch((error: unknown) => {
          identity = undefined;
          listeners.reset();
          throw error;
        });
      const pending = identity;
      return listeners.withListener(callOptions, () => raceAbort(pending, callOptions.signal));
    },
    stats: () => ({
      calls: executor.calls,
      quota: rateLimiter.stats(Date.now()),
      token: tokenTimes(oauth.tokens.current),
      requests: history.requests,
      errors: history.errors,
    }),
    async close() {
      closing.abort(new DOMException('the account was closed', 'AbortError'));
      release();
      await transport.destroy();
    },
  };
  return client;
}

function tokenTimes(token: { issuedAt: number; staleAt: number } | undefined): ClientStats['token'] {
  if (token === undefined) return null;
  return { issuedAt: new Date(token.issuedAt).toISOString(), renewAt: new Date(token.staleAt).toISOString() };
}

/** The path may come from a flow. `//other.host` or `@other.host` would send the token to another host. */
function isSameOriginPath(origin: string, path: string): boolean {
  if (!/^\/(?![/\\])[^?#]*$/.test(path) || !URL.canParse(origin + path)) return false;
  return new URL(origin + path).origin === new URL(origin).origin;
}
