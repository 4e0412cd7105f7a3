/**
 * Tells an empty list from an answer of another shape. The sources may read on after such an answer; an assessment that
 * counts must not take it for zero.
 */
import type { ApiClient } from '../../contracts/api-client';
import { isJsonObject, type JsonObject } from '../../contracts/json';
import type { EvidenceContext } from './collect-evidence';
import { unreadableResponse } from './read-endpoint';

export interface ShapeCheck {
  readonly context: EvidenceContext;
  /** the largest number that an answer says about its list (`resultCount`); undefined: none did */
  told(): number | undefined;
}

/**
 * @param wrapper member of the objects in `data` that holds the records; undefined: `data` holds them
 * @returns the context with a client whose calls of `path` are rejected when the answer has no list
 */
export function withShapeCheck(
  context: EvidenceContext,
  path: string,
  wrapper: string | undefined,
): ShapeCheck {
  const { client } = context;
  let told: number | undefined;
  const call: ApiClient['call'] = async (request, options) => {
    const response = await client.call(request, options);
    // Reported failures are handled where the response is read.
    if (request.path !== path || response.failures.length > 0) return response;
    for (const entry of wrappersIn(response.body, path, wrapper)) {
      const count = Number(entry['resultCount']);
      if (Number.isFinite(count)) told = Math.max(told ?? 0, count);
    }
    return response;
  };
  return { context: { ...context, client: withCall(client, call) }, told: () => told };
}

/** @throws MimecastError when there is no list */
function wrappersIn(body: unknown, path: string, wrapper: string | undefined): readonly JsonObject[] {
  const data = isJsonObject(body) ? body['data'] : undefined;
  if (!Array.isArray(data)) throw unreadableResponse(path, 'data');
  if (wrapper === undefined) return [];
  const entries = data.filter(isJsonObject);
  if (!entries.every((entry) => hasList(entry, wrapper))) throw unreadableResponse(path, `data.${wrapper}`);
  return entries;
}

/** Also true for an entry that has no list because there is nothing to list. */
function hasList(entry: JsonObject, wrapper: string): boolean {
  if (Array.isArray(entry[wrapper])) return true;
  return Object.values(entry).every((value) => typeof value !== 'object' && !(Number(value) > 0));
}

function withCall(client: ApiClient, call: ApiClient['call']): ApiClient {
  return {
    origin: client.origin,
    demo: client.demo,
    ...(client.legacy && { legacy: client.legacy }),
    get calls() {
      return client.calls;
    },
    call,
    download: (url, options) => client.download(url, options),
    identity: (options) => client.identity(options),
    close: () => client.close(),
  };
}
