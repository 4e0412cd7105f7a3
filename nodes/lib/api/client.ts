/** The client of one account: one token, one quota, two connection pools. */
import { randomUUID } from 'node:crypto';
import { decide, type Outcome } from './decide';
import { download } from './download';
import { createFail, type FailureContext } from './failures';
import type { Lease } from './governor';
import { shareGovernor } from './governors';
import { readIdentity } from './identity';
import { networkReason } from './network-failure';
import type { ProxySettings } from './proxy';
import { createRedactor } from './redact';
import { withRetries } from './retry';
import { header } from './retry-after';
import { readGrant, signInForm, TOKEN_PATH } from './sign-in';
import { leavable, link } from './signals';
import { createTokenSource, type Token, tokenOf } from './token';
import { createTransport, type Exchange, exchange, type Received, type TlsSettings } from './transport';
import type { ApiAnswer, ApiClient, ApiRequest, CallOptions, Identity, Throttled } from './types';

export interface ClientOptions {
  /** Validated (regions.ts); Bearer tokens go there and nowhere else. */
  readonly origin: string;
  readonly demo: boolean;
  /** Cleaned (credentials.ts). */
  readonly clientId: string;
  readonly clientSecret: string;
  /** ms until an answer begins; its body may pause twice as long */
  readonly timeoutMs: number;
  readonly tls?: TlsSettings | undefined;
  /** Without it HTTPS_PROXY, HTTP_PROXY and NO_PROXY are honoured. */
  readonly proxy?: ProxySettings | undefined;
  /** 4; 1 answers at once instead of trying again or waiting for quota: for the connection test. */
  readonly tries?: number;
}

const TRIES = 4;
const REQUEST_ID = /^[\w.:-]{1,80}$/;

type OnThrottled = (throttled: Throttled) => void;

/** @throws MimecastError MIMECAST_CONFIG when TLS or proxy settings cannot be used */
export function createClient(options: ClientOptions): ApiClient {
  const { origin, demo, clientId, clientSecret, timeoutMs, tries = TRIES } = options;
  const host = new URL(origin).host;
  const redactor = createRedactor([clientSecret, clientId]);
  const fail = createFail(redactor);
  const transport = createTransport(
    { host, timeoutMs, tls: options.tls, proxy: options.proxy },
    redactor,
    fail,
  );
  const shared = shareGovernor(clientId, origin);
  const closing = new AbortController();
  /** Calls that wait for a token want to know when the sign-in is throttled. */
  const waitingForToken = new Set<OnThrottled>();
  const tokens = createTokenSource(() =>
    withRetries((state) => signIn(state.throttles), { tries, signal: closing.signal }),
  );
  let calls = 0;
  let identity: Promise<Identity> | undefined;

  function contextOf(path: string, received?: Received, outcome?: Outcome): FailureContext {
    const id = received === undefined ? undefined : header(received.headers, 'x-request-id');
    return {
      host,
      endpoint: path,
      status: received?.status,
      requestId: id !== undefined && REQUEST_ID.test(id) ? redactor.text(id) : undefined,
      failures: outcome?.failures,
    };
  }

  /** One exchange, bounded as a whole: a body that drips would otherwise outlast every single time-out. */
  async function send(
    path: string,
    signal: AbortSignal,
    what: Omit<Exchange, 'url' | 'signal'>,
    query = '',
  ): Promise<Received> {
    const overdue = (): unknown => fail('timeout', contextOf(path));
    const linked = link([signal], { ms: 5 * timeoutMs, reason: overdue });
    calls += 1;
    try {
      return await exchange(transport.api, { ...what, url: origin + path + query, signal: linked.signal });
    } catch (error) {
      if (linked.signal.aborted) throw linked.signal.reason;
      throw fail(networkReason(error), contextOf(path));
    } finally {
      linked.unlink();
    }
  }

  /** Tells the governor what came; throws for a 429. */
  function settle(
    lease: Lease,
    received: Received,
    outcome: Outcome,
    context: FailureContext,
    throttles: number,
    tell?: OnThrottled,
  ): void {
    if (outcome.kind !== 'throttled') {
      lease.answered(received.headers);
      return;
    }
    const throttled = lease.throttled(received.headers, throttles + 1);
    tell?.(throttled);
    throw fail('rateLimited', { ...context, retryAt: throttled.retryAt });
  }

  /** The connection test must not sit out an empty bucket. */
  function whenBlocked(path: string, tell?: OnThrottled): OnThrottled {
    return (throttled) => {
      tell?.(throttled);
      if (tries === 1) throw fail('rateLimited', { host, endpoint: path, retryAt: throttled.retryAt });
    };
  }

  async function signIn(throttles: number): Promise<Token> {
    if (!demo && (clientId === '' || clientSecret === '')) throw fail('credentialsMissing', { host });
    const tellAll: OnThrottled = (throttled) => {
      for (const tell of waitingForToken) tell(throttled);
    };
    const turn = { group: 'token', stream: TOKEN_PATH, signal: closing.signal } as const;
    const lease = await shared.governor.acquire({ ...turn, onBlocked: whenBlocked(TOKEN_PATH, tellAll) });
    try {
      const sentAt = Date.now();
      const received = await send(TOKEN_PATH, closing.signal, {
        method: 'POST',
        headers: { ...commonHeaders(), 'content-type': 'application/x-www-form-urlencoded' },
        body: signInForm(clientId, clientSecret),
      });
      const outcome = decide(received);
      const context = { ...contextOf(TOKEN_PATH, received, outcome), silent: true };
      settle(lease, received, outcome, context, throttles, tellAll);
      const read = readGrant(outcome, received.status);
      if ('reason' in read) throw fail(read.reason, context);
      redactor.token(read.grant.access_token);
      return tokenOf(read.grant, sentAt);
    } finally {
      lease.release();
    }
  }

  async function withToken(get: () => Promise<Token>, tell: OnThrottled | undefined): Promise<Token> {
    if (tell === undefined) return get();
    // A listener of its own, so that two calls that share one function are two entries.
    const listener: OnThrottled = (throttled) => tell(throttled);
    waitingForToken.add(listener);
    try {
      return await get();
    } finally {
      waitingForToken.delete(listener);
    }
  }

  interface Tried {
    readonly token: Token;
    readonly received: Received;
    readonly outcome: Outcome;
  }

  async function once(
    request: ApiRequest,
    call: CallOptions,
    signal: AbortSignal,
    throttles: number,
  ): Promise<Tried> {
    const { path, group, method, body, query } = request;
    const { stream, onThrottled } = call;
    const getToken = (): Promise<Token> => withToken(() => tokens.get(signal), onThrottled);
    // Before the turn, so that a refused sign-in uses up no quota; after it, because the turn may take a while.
    await getToken();
    const lease = await shared.governor.acquire({
      group,
      stream,
      signal,
      onBlocked: whenBlocked(path, onThrottled),
    });
    try {
      const token = await getToken();
      const received = await send(
        path,
        signal,
        {
          method,
          headers: {
            ...commonHeaders(),
            authorization: `Bearer ${token.value}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          body: body === undefined ? undefined : JSON.stringify(body),
        },
        query === undefined ? '' : `?${new URLSearchParams(query).toString()}`,
      );
      const outcome = decide(received);
      settle(lease, received, outcome, contextOf(path, received, outcome), throttles, onThrottled);
      return { token, received, outcome };
    } finally {
      lease.release();
    }
  }

  function toAnswer({ received, outcome }: Tried, path: string): ApiAnswer {
    const context = contextOf(path, received, outcome);
    switch (outcome.kind) {
      case 'ok':
        return {
          status: received.status,
          body: outcome.body,
          requestId: context.requestId,
          bytes: received.bytes,
          failures: outcome.failures.map((failure) => ({
            ...failure,
            message: redactor.text(failure.message),
          })),
        };
      case 'failed':
        throw fail(outcome.reason, context);
      case 'throttled':
        throw fail('rateLimited', context);
      case 'unauthorized':
        throw fail('tokenRejected', context);
    }
  }

  /** Any 401: one forced refresh and one retry for the whole call (mimecast-api.md 2.4). */
  async function callWithin(request: ApiRequest, call: CallOptions, signal: AbortSignal): Promise<ApiAnswer> {
    let renewed = false;
    return withRetries(
      async ({ throttles }) => {
        let tried = await once(request, call, signal, throttles);
        if (tried.outcome.kind === 'unauthorized' && !renewed) {
          renewed = true;
          const rejected = tried.token;
          await withToken(() => tokens.renew(rejected, signal), call.onThrottled);
          tried = await once(request, call, signal, throttles);
        }
        return toAnswer(tried, request.path);
      },
      { tries, signal },
    );
  }

  /** The path may come from a flow: `//elsewhere` or `@elsewhere` would take the token to another host. */
  function staysHere(path: string): boolean {
    const url = URL.canParse(origin + path) ? new URL(origin + path) : undefined;
    return /^\/(?![/\\])[^?#]*$/.test(path) && url?.origin === new URL(origin).origin;
  }

  const client: ApiClient = {
    origin,
    demo,
    get calls() {
      return calls;
    },
    async call(request, call) {
      if (!staysHere(request.path)) throw fail('foreignPath', { host });
      const linked = link([call.signal, closing.signal]);
      try {
        linked.signal.throwIfAborted();
        return await callWithin(request, call, linked.signal);
      } finally {
        linked.unlink();
      }
    },
    download: (url, { signal }) =>
      download(url, { over: transport.downloads, signals: [signal, closing.signal], tries, fail }),
    identity(call) {
      // Shared by all who ask, so it runs until it is done or the client closes; a failure is not remembered.
      identity ??= readIdentity(client, { ...call, signal: closing.signal })
        .then(({ code, name }) => ({ code, name }))
        .catch((error: unknown) => {
          identity = undefined;
          throw error;
        });
      return leavable(identity, call.signal);
    },
    async close() {
      closing.abort(new DOMException('the account was closed', 'AbortError'));
      shared.release();
      await transport.destroy();
    },
  };
  return client;
}

function commonHeaders(): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': 'node-red-contrib-mimecast',
    'x-request-id': randomUUID(),
  };
}
