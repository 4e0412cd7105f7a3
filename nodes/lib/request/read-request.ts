import { queryOf } from '../api/query';
import type { ApiRequest, QuotaGroup } from '../api/types';
import type { Problem, Settings } from '../properties/kinds';
import type { Method, requestProperties } from '../properties/request';
import { METHODS } from '../properties/request';
import { requestPathProblem } from '../properties/request-path';
import { changesSomething } from './changes';

export type RequestSettings = Settings<typeof requestProperties>;

export type RequestReading =
  | { readonly ok: true; readonly request: ApiRequest; readonly changes: boolean }
  | { readonly ok: false; readonly problem: Problem };

/** Sign-in is the account's business: its answer is a token. */
const SIGN_IN = /^\/oauth(\/|$)/i;

const GROUPS: readonly (readonly [RegExp, QuotaGroup])[] = [
  [/^\/siem\/v1\/batch\//, 'siem-batch'],
  [/^\/siem\/v1\/events\//, 'siem-stream'],
];

const groupOf = (path: string): QuotaGroup => GROUPS.find(([form]) => form.test(path))?.[1] ?? 'api';

const refuse = (key: string, values: Problem['values']): RequestReading => ({
  ok: false,
  problem: { key, values },
});

/** What a message asks for; what it does not say comes from the node. */
export function readRequest(
  message: Readonly<Record<string, unknown>>,
  settings: Pick<RequestSettings, 'method' | 'path' | 'mayChange'>,
): RequestReading {
  const method = methodOf(message['method'] ?? settings.method);
  if (method === undefined) {
    return refuse('choice', { value: String(message['method']).slice(0, 40), choices: METHODS.join(', ') });
  }
  const target = String(message['path'] || settings.path);
  const problem = requestPathProblem(target);
  if (problem !== undefined) return { ok: false, problem };
  const [path = '', search] = split(target);
  if (SIGN_IN.test(path)) return refuse('signInPath', {});
  const changes = changesSomething(method, path);
  if (changes && !settings.mayChange) return refuse('mayChange', { method, path });
  const payload = method === 'GET' ? undefined : written(message['payload']);
  if (payload === BROKEN) return refuse('requestBody', {});
  const body = method === 'GET' ? undefined : bodyOf(payload, path);
  const request: ApiRequest = {
    method,
    path,
    group: groupOf(path),
    ...(search === undefined ? {} : { query: queryOf(search) }),
    ...(body === undefined ? {} : { body }),
  };
  return { ok: true, request, changes };
}

function methodOf(value: unknown): Method | undefined {
  const wanted = String(value).trim().toUpperCase();
  return METHODS.find((method) => method === wanted);
}

function split(target: string): readonly [string, string | undefined] {
  const at = target.indexOf('?');
  return at === -1 ? [target, undefined] : [target.slice(0, at), target.slice(at + 1)];
}

const BROKEN = Symbol('not JSON');

/** A template node sends the JSON of a body as text; asked without its filter, the call would be another one. */
function written(payload: unknown): unknown {
  if (typeof payload !== 'string' || !/^\s*[{[]/.test(payload)) return payload;
  try {
    return JSON.parse(payload);
  } catch {
    return BROKEN;
  }
}

/** An inject node sends a time stamp, others a text: neither is a body. `/api/…` wants `data` in any case. */
function bodyOf(payload: unknown, path: string): unknown {
  if (typeof payload === 'object' && payload !== null && !Buffer.isBuffer(payload)) return payload;
  return path.startsWith('/api/') ? { data: [] } : undefined;
}
