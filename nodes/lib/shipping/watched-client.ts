import type { ApiClient, OnTrouble } from '../api/types';

export interface Watch {
  /** may throw to refuse the call */
  readonly onCall?: () => void;
  /** of calls and of files: how they fare while they last */
  readonly onTrouble?: OnTrouble;
}

/** The same client for somebody who wants to know of each call, and of the trouble that one is in. */
export function watchedClient(client: ApiClient, { onCall, onTrouble }: Watch): ApiClient {
  const told = onTrouble === undefined ? {} : { onTrouble };
  return {
    origin: client.origin,
    demo: client.demo,
    ...(client.legacy && { legacy: client.legacy }),
    get calls() {
      return client.calls;
    },
    call: async (request, options) => {
      onCall?.();
      return client.call(request, { ...options, ...told });
    },
    download: (url, options) => client.download(url, { ...options, ...told }),
    identity: (options) => client.identity({ ...options, ...told }),
    close: () => client.close(),
  };
}
