import type { ApiClient } from '../api/types';

/** The same client for somebody who wants to know of each call. @param onCall may throw to refuse it */
export function countingCalls(client: ApiClient, onCall: () => void): ApiClient {
  return {
    origin: client.origin,
    demo: client.demo,
    ...(client.legacy && { legacy: client.legacy }),
    get calls() {
      return client.calls;
    },
    call: async (request, options) => {
      onCall();
      return client.call(request, options);
    },
    download: (url, options) => client.download(url, options),
    identity: (options) => client.identity(options),
    close: () => client.close(),
  };
}
