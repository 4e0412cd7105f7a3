import type { ApiClient } from '../../../nodes/lib/contracts/api-client';
import { isJsonObject, type JsonObject } from '../../../nodes/lib/contracts/json';

type Reshape = (record: JsonObject, index: number) => unknown;

/** A client whose answers to `path` have other bodies. */
export function answering(client: ApiClient, path: string, change: (body: JsonObject) => unknown): ApiClient {
  return {
    origin: client.origin,
    demo: client.demo,
    get calls() {
      return client.calls;
    },
    call: async (request, options) => {
      const response = await client.call(request, options);
      if (request.path !== path || !isJsonObject(response.body)) return response;
      return { ...response, body: change(response.body) };
    },
    download: (url, options) => client.download(url, options),
    identity: (options) => client.identity(options),
    close: () => Promise.resolve(),
  };
}

/** A client whose records of `path` are changed one by one, wherever the answer has its list. */
export function reshaping(client: ApiClient, path: string, reshape: Reshape): ApiClient {
  let index = 0;
  const change = (record: unknown): unknown => {
    if (!isJsonObject(record)) return record;
    index += 1;
    return reshape(record, index);
  };
  const inEntry = (entry: unknown): unknown => {
    if (!isJsonObject(entry)) return entry;
    const wrapper = Object.keys(entry).find((name) => /Logs$/.test(name) && Array.isArray(entry[name]));
    const list = wrapper === undefined ? undefined : entry[wrapper];
    return wrapper !== undefined && Array.isArray(list)
      ? { ...entry, [wrapper]: list.map(change) }
      : change(entry);
  };
  return answering(client, path, (body) => {
    const { data, items, value } = body;
    const lists = { data, items, value };
    const changed = Object.entries(lists).flatMap(([name, list]) =>
      Array.isArray(list) ? [[name, list.map(inEntry)] as const] : [],
    );
    return { ...body, ...Object.fromEntries(changed) };
  });
}

/** The record with a member under another name. */
export function renamed(record: JsonObject, member: string): JsonObject {
  const { [member]: value, ...others } = record;
  return value === undefined ? record : { ...others, [`${member}New`]: value };
}
