/** A minimal Mimecast: signs in, then responds as the test says. */
import { type ClientOptions, createClient } from '../../../../nodes/lib/api/client';
import type {
  ApiClient,
  ApiRequest,
  CallOptions,
  Throttled,
} from '../../../../nodes/lib/contracts/api-client';
import { type Handler, json, serveHttp, type TestServer } from './servers';

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Tenant {
  readonly server: TestServer;
  /** business calls */
  readonly seen: RecordedRequest[];
  readonly signIns: RecordedRequest[];
}

export const CLIENT_ID = 'canaryClientIdF00D';
export const CLIENT_SECRET = 'canary+Secret/8f3a9=';

export const grant = (value: string, expiresIn: unknown = 1799): unknown => ({
  access_token: value,
  token_type: 'Bearer',
  expires_in: expiresIn,
});

export interface TenantOptions {
  /** Called with the number of the sign-in, from 1. */
  readonly signIn?: (attempt: number, ...rest: Parameters<Handler>) => void;
  /** Called with the number of the business call, from 1. */
  readonly answer?: (attempt: number, ...rest: Parameters<Handler>) => void;
}

export async function serveTenant(
  options: TenantOptions = {},
  serve: (handler: Handler) => Promise<TestServer> = serveHttp,
): Promise<Tenant> {
  const seen: RecordedRequest[] = [];
  const signIns: RecordedRequest[] = [];
  const signIn =
    options.signIn ??
    ((attempt, _request, response) => json(response, 200, grant(`token-number-${attempt}`)));
  const respond =
    options.answer ?? ((_attempt, _request, response) => json(response, 200, { data: [{ ok: true }] }));
  const server = await serve((request, response, body) => {
    const entry = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
    const isSignIn = entry.url === '/oauth/token';
    (isSignIn ? signIns : seen).push(entry);
    if (isSignIn) signIn(signIns.length, request, response, body);
    else respond(seen.length, request, response, body);
  });
  return { server, seen, signIns };
}

/** Each test has its own application, since the quota is shared by client id and origin. */
export function clientOf(origin: string, options: Partial<ClientOptions> = {}): ApiClient {
  return createClient({
    origin,
    demo: false,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    timeoutMs: 2000,
    ...options,
  });
}

export const REQUEST: ApiRequest = { method: 'GET', path: '/siem/v1/batch/events/cg', group: 'siem-batch' };

export interface TestCall extends CallOptions {
  readonly throttled: Throttled[];
}

export function callOptions(overrides: Partial<CallOptions> = {}): TestCall {
  const throttled: Throttled[] = [];
  return {
    signal: new AbortController().signal,
    stream: 'a stream',
    onThrottled: (one) => throttled.push(one),
    throttled,
    ...overrides,
  };
}
