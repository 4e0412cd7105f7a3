/** The API client of one account: one token, one quota, two connection pools. */

import { type Sleep, sleep } from '../util/async';
import { Audience } from './auth/audience';
import type { QuotaState } from './quota/quota-window';
import { performCall } from './http/authorized-call';
import { type CallEntry, CallRecord, type ErrorEntry } from './diagnostics/request-history';
import { createChannel } from './http/request-executor';
import { download } from './http/download';
import { createFail } from './response/error-factory';
import { shareGovernor } from './quota/rate-limiter-registry';
import { readIdentity } from './auth/account-identity';
import { performLegacyCall } from './auth/api1-call';
import type { LegacyKeys } from './auth/api1-signer';
import type { ProxySettings } from './http/proxy';
import { createRedactor } from '../util/redactor';
import { createSignIn } from './auth/oauth-client';
import { leavable, link } from '../util/abort';
import { createTransport, type TlsSettings } from './http/http-transport';
import type { ApiClient, Identity } from '../contracts/api-client';

export interface ClientOptions {
  /** Validated (regions.ts); Bearer tokens go there and nowhere else. */
  readonly origin: string;
  readonly demo: boolean;
  /** Cleaned (credentials.ts). */
  readonly clientId: string;
  readonly clientSecret: string;
  /** The keys of API 1.0. With them, client id and secret are not used. */
  readonly legacy?: LegacyKeys | undefined;
  /** ms until the response headers arrive; twice that between two chunks of the body */
  readonly timeoutMs: number;
  readonly tls?: TlsSettings | undefined;
  /** Without it HTTPS_PROXY, HTTP_PROXY and NO_PROXY are honoured. */
  readonly proxy?: ProxySettings | undefined;
  /** Default 4. 1: neither retries nor waits for quota, as the connection test needs it. */
  readonly tries?: number;
  /** between two attempts */
  readonly wait?: Sleep;
}

/** The state of a client as plain data without secrets. */
export interface ClientStanding {
  /** since creation, token requests included */
  readonly calls: number;
  /** of the application; other clients of this process may share it */
  readonly quota: readonly QuotaState[];
  /** the latest ones, oldest first */
  readonly requests: readonly CallEntry[];
  readonly errors: readonly ErrorEntry[];
}

/** The client with statistics, for the account node. */
export interface ObservedClient extends ApiClient {
  standing(): ClientStanding;
}

const DEFAULT_TRIES = 4;

/** @throws MimecastError MIMECAST_CONFIG when TLS or proxy settings cannot be used */
export function createClient(options: ClientOptions): ObservedClient {
  const { origin, demo, clientId, clientSecret, timeoutMs, tries = DEFAULT_TRIES, wait = sleep } = options;
  const { host } = new URL(origin);
  const { legacy: api1Keys } = options;
  const secrets = api1Keys === undefined ? [clientSecret, clientId] : Object.values<string>({ ...api1Keys });
  const redactor = createRedactor(demo ? [] : secrets);
  const fail = createFail(redactor);
  const transport = createTransport(
    { host, timeoutMs, tls: options.tls, proxy: options.proxy },
    redactor,
    fail,
  );
  const { governor: rateLimiter, release } = shareGovernor(api1Keys?.appId ?? clientId, origin);
  const history = new CallRecord();
  const executor = createChannel({
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
  const oauth = createSignIn({ ...common, clientId, clientSecret, demo, host, signal: closing.signal });
  let identity: Promise<Identity> | undefined;
  const listeners = new Audience();

  const client: ObservedClient = {
    origin,
    demo,
    ...(api1Keys === undefined ? {} : { legacy: true as const }),
    get calls() {
      return executor.calls;
    },
    async call(request, callOptions) {
      if (!isSameOriginPath(origin, request.path)) throw fail('crossOriginPath', { host });
      const linked = link([callOptions.signal, closing.signal]);
      try {
        linked.signal.throwIfAborted();
        const linkedOptions = { ...callOptions, signal: linked.signal };
        return api1Keys === undefined
          ? await performCall(request, linkedOptions, { ...common, oauth })
          : await performLegacyCall(request, linkedOptions, { ...common, keys: api1Keys, host });
      } catch (error) {
        history.failed(error);
        throw error;
      } finally {
        linked.unlink();
      }
    },
    async download(url, { signal, onTrouble }) {
      try {
        return await download(url, {
          dispatcher: transport.downloads,
          signals: [signal, closing.signal],
          tries,
          wait,
          fail,
          silenceMs: timeoutMs,
          onTrouble,
        });
      } catch (error) {
        history.failed(error);
        throw error;
      }
    },
    identity(callOptions) {
      // Shared by all callers, so it runs until it is done or the client closes. A failure is not cached.
      identity ??= readIdentity(client, { ...callOptions, ...listeners.voice, signal: closing.signal })
        .then(({ code, name }) => ({ code, name }))
        .catch((error: unknown) => {
          identity = undefined;
          listeners.ended();
          throw error;
        });
      const pending = identity;
      return listeners.listening(callOptions, () => leavable(pending, callOptions.signal));
    },
    standing: () => ({
      calls: executor.calls,
      quota: rateLimiter.standing(Date.now()),
      requests: history.calls,
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

/** The path may come from a flow. `//other.host` or `@other.host` would send the token to another host. */
function isSameOriginPath(origin: string, path: string): boolean {
  if (!/^\/(?![/\\])[^?#]*$/.test(path) || !URL.canParse(origin + path)) return false;
  return new URL(origin + path).origin === new URL(origin).origin;
}
