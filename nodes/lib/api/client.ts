/** The client of one account: one token, one quota, two connection pools. */

import { type Sleep, sleep } from '../wait';
import { Audience } from './audience';
import type { QuotaState } from './bucket';
import { performCall } from './call';
import { type CallEntry, CallRecord, type ErrorEntry } from './call-record';
import { createChannel } from './channel';
import { download } from './download';
import { createFail } from './failures';
import { shareGovernor } from './governors';
import { readIdentity } from './identity';
import { performLegacyCall } from './legacy-call';
import type { LegacyKeys } from './legacy-signer';
import type { ProxySettings } from './proxy';
import { createRedactor } from './redact';
import { createSignIn } from './sign-in';
import { leavable, link } from './signals';
import { createTransport, type TlsSettings } from './transport';
import type { ApiClient, Identity } from './types';

export interface ClientOptions {
  /** Validated (regions.ts); Bearer tokens go there and nowhere else. */
  readonly origin: string;
  readonly demo: boolean;
  /** Cleaned (credentials.ts). */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of API 1.0: then client id and secret do not count. */
  readonly legacy?: LegacyKeys | undefined;
  /** ms until an answer begins; its body may pause twice as long */
  readonly timeoutMs: number;
  readonly tls?: TlsSettings | undefined;
  /** Without it HTTPS_PROXY, HTTP_PROXY and NO_PROXY are honoured. */
  readonly proxy?: ProxySettings | undefined;
  /** 4; 1 answers at once instead of trying again or waiting for quota: for the connection test. */
  readonly tries?: number;
  /** between two tries */
  readonly wait?: Sleep;
}

/** How a client stands, as plain data without secrets. */
export interface ClientStanding {
  /** made so far, token calls included */
  readonly calls: number;
  /** of the application, which other clients of this process may share */
  readonly quota: readonly QuotaState[];
  /** the last ones, oldest first */
  readonly requests: readonly CallEntry[];
  readonly errors: readonly ErrorEntry[];
}

/** What the account node has of its client beside what everybody has. */
export interface ObservedClient extends ApiClient {
  standing(): ClientStanding;
}

const TRIES = 4;

/** @throws MimecastError MIMECAST_CONFIG when TLS or proxy settings cannot be used */
export function createClient(options: ClientOptions): ObservedClient {
  const { origin, demo, clientId, clientSecret, timeoutMs, tries = TRIES, wait = sleep } = options;
  const { host } = new URL(origin);
  const { legacy } = options;
  const secrets = legacy === undefined ? [clientSecret, clientId] : Object.values<string>({ ...legacy });
  const redactor = createRedactor(demo ? [] : secrets);
  const fail = createFail(redactor);
  const transport = createTransport(
    { host, timeoutMs, tls: options.tls, proxy: options.proxy },
    redactor,
    fail,
  );
  const { governor, release } = shareGovernor(legacy?.appId ?? clientId, origin);
  const record = new CallRecord();
  const channel = createChannel({
    origin,
    timeoutMs,
    patient: tries > 1,
    transport,
    governor,
    record,
    redactor,
    fail,
  });
  const closing = new AbortController();
  const common = { channel, tries, wait, redactor, fail };
  const signIn = createSignIn({ ...common, clientId, clientSecret, demo, host, signal: closing.signal });
  let identity: Promise<Identity> | undefined;
  const audience = new Audience();

  const client: ObservedClient = {
    origin,
    demo,
    ...(legacy === undefined ? {} : { legacy: true as const }),
    get calls() {
      return channel.calls;
    },
    async call(request, callOptions) {
      if (!staysAt(origin, request.path)) throw fail('foreignPath', { host });
      const linked = link([callOptions.signal, closing.signal]);
      try {
        linked.signal.throwIfAborted();
        const linkedOptions = { ...callOptions, signal: linked.signal };
        return legacy === undefined
          ? await performCall(request, linkedOptions, { ...common, signIn })
          : await performLegacyCall(request, linkedOptions, { ...common, keys: legacy, host });
      } catch (error) {
        record.failed(error);
        throw error;
      } finally {
        linked.unlink();
      }
    },
    async download(url, { signal, onTrouble }) {
      try {
        return await download(url, {
          over: transport.downloads,
          signals: [signal, closing.signal],
          tries,
          wait,
          fail,
          silenceMs: timeoutMs,
          onTrouble,
        });
      } catch (error) {
        record.failed(error);
        throw error;
      }
    },
    identity(callOptions) {
      // Shared by all who ask, so it runs until it is done or the client closes; a failure is not remembered.
      identity ??= readIdentity(client, { ...callOptions, ...audience.voice, signal: closing.signal })
        .then(({ code, name }) => ({ code, name }))
        .catch((error: unknown) => {
          identity = undefined;
          audience.ended();
          throw error;
        });
      const asked = identity;
      return audience.listening(callOptions, () => leavable(asked, callOptions.signal));
    },
    standing: () => ({
      calls: channel.calls,
      quota: governor.standing(Date.now()),
      requests: record.calls,
      errors: record.errors,
    }),
    async close() {
      closing.abort(new DOMException('the account was closed', 'AbortError'));
      release();
      await transport.destroy();
    },
  };
  return client;
}

/** The path may come from a flow: `//elsewhere` or `@elsewhere` would take the token to another host. */
function staysAt(origin: string, path: string): boolean {
  if (!/^\/(?![/\\])[^?#]*$/.test(path) || !URL.canParse(origin + path)) return false;
  return new URL(origin + path).origin === new URL(origin).origin;
}
