import { parseQuery } from '../api/http/query';
import type { ApiRequest, QuotaGroup } from '../contracts/api-client';
import { MAX_VALUES, sizeProblem } from '../contracts/json-text';
import type { Method, requestProperties } from '../properties/node/request';
import { METHODS } from '../properties/node/request';
import type { Settings, ValidationProblem } from '../properties/property-types';
import { showValue } from '../properties/show-value';
import { requestPathProblem } from '../properties/values/request-path';
import { isMutating } from './is-mutating';

export type RequestSettings = Settings<typeof requestProperties>;

export type RequestResult =
  | { readonly ok: true; readonly request: ApiRequest; readonly changes: boolean }
  | { readonly ok: false; readonly problem: ValidationProblem };

/** With blanks around it. */
const MAX_METHOD_LENGTH = 40;

/** Token requests are refused here: the response is a token. The account node sends them. */
const TOKEN_PATHS = /^\/oauth(\/|$)/i;

const GROUPS: readonly (readonly [RegExp, QuotaGroup])[] = [
  [/^\/siem\/v1\/batch\//, 'siem-batch'],
  [/^\/siem\/v1\/events\//, 'siem-stream'],
];

const groupOf = (path: string): QuotaGroup => GROUPS.find(([form]) => form.test(path))?.[1] ?? 'api';

const invalid = (key: string, values: ValidationProblem['values']): RequestResult => ({
  ok: false,
  problem: { key, values },
});

/** The request of a message. Members that are missing in the message come from the node. */
export function parseRequest(
  message: Readonly<Record<string, unknown>>,
  settings: Pick<RequestSettings, 'method' | 'path' | 'mayChange'>,
): RequestResult {
  const method = parseMethod(message['method'] ?? settings.method);
  if (method === undefined) {
    return invalid('choice', { value: showValue(message['method']), choices: METHODS.join(', ') });
  }
  const given = message['path'] || settings.path;
  const target = typeof given === 'string' ? given : showValue(given);
  const problem = requestPathProblem(target);
  if (problem !== undefined) return { ok: false, problem };
  const [path = '', search] = splitQuery(target);
  if (TOKEN_PATHS.test(path)) return invalid('signInPath', {});
  const mutating = isMutating(method, path);
  if (mutating && !settings.mayChange) return invalid('mayChange', { method, path });
  const payload = method === 'GET' ? undefined : parseBody(message['payload']);
  if (payload === INVALID_JSON) return invalid('requestBody', {});
  if (sizeProblem(payload) !== undefined) return invalid('requestValues', { max: MAX_VALUES });
  const body = method === 'GET' ? undefined : toBody(payload, path);
  const request: ApiRequest = {
    method,
    path,
    group: groupOf(path),
    ...(search === undefined ? {} : { query: parseQuery(search) }),
    ...(body === undefined ? {} : { body }),
  };
  return { ok: true, request, changes: mutating };
}

function parseMethod(value: unknown): Method | undefined {
  if (typeof value !== 'string' || value.length > MAX_METHOD_LENGTH) return undefined;
  const wanted = value.trim().toUpperCase();
  return METHODS.find((method) => method === wanted);
}

function splitQuery(target: string): readonly [string, string | undefined] {
  const at = target.indexOf('?');
  return at === -1 ? [target, undefined] : [target.slice(0, at), target.slice(at + 1)];
}

const INVALID_JSON = Symbol('invalid JSON');

/**
 * A template node sends a JSON body as text. Invalid JSON is refused, because without its filter the call
 * would do something else.
 */
function parseBody(payload: unknown): unknown {
  if (typeof payload !== 'string' || !/^\s*[{[]/.test(payload)) return payload;
  try {
    return JSON.parse(payload);
  } catch {
    return INVALID_JSON;
  }
}

/** Only an object is a body: an inject node sends a time stamp, other nodes a text. `/api/…` always needs `data`. */
function toBody(payload: unknown, path: string): unknown {
  if (typeof payload === 'object' && payload !== null && !Buffer.isBuffer(payload)) return payload;
  return path.startsWith('/api/') ? { data: [] } : undefined;
}
