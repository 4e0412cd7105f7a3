import type { ApiRequest, ApiResponse } from '../../../../nodes/lib/contracts/api-client';
import { MimecastError } from '../../../../nodes/lib/contracts/errors';
import type { ReadContext } from '../../../../nodes/lib/contracts/stream';
import { ScriptedClient } from '../../../doubles/scripted-client';

/** A client whose API answers with these bodies. */
export function answering(body: (request: ApiRequest, count: number) => unknown, bytes = 10): ScriptedClient {
  const client = new ScriptedClient({ list: () => ({}), body: () => '' });
  client.call = async (request: ApiRequest): Promise<ApiResponse> => {
    client.calls += 1;
    return { status: 200, body: body(request, client.calls), requestId: 'r', bytes, failures: [] };
  };
  return client;
}

export const contextOf = (client: ScriptedClient): ReadContext => ({
  client,
  signal: new AbortController().signal,
  chunk: 10_000,
  chunkBytes: 100_000_000,
  lookbackMs: 3_600_000,
  onThrottled: () => undefined,
});

export const isBadAnswer =
  (text: RegExp) =>
  (error: unknown): boolean =>
    error instanceof MimecastError && error.code === 'MIMECAST_BAD_ANSWER' && text.test(error.message);
