import type { ApiClient, OnTrouble, Trouble } from '../api/types';

/** In place of a path, where somebody asks whose account it is. */
export const IDENTITY = 'identity';

export interface Watch {
  /** may throw to refuse the call */
  readonly onCall?: () => void;
  /** of calls and of files: how they fare while they last. `path`: of a call, without what is secret */
  readonly onTrouble?: (trouble: Trouble | undefined, path: string) => void;
  /** a call has been answered, or has failed for good with `error` */
  readonly onEnd?: (path: string, error: unknown) => void;
}

/** The same client for somebody who wants to know of each call, and of the trouble that one is in. */
export function watchedClient(client: ApiClient, { onCall, onTrouble, onEnd }: Watch): ApiClient {
  const troubleListener = (path: string): { readonly onTrouble?: OnTrouble } =>
    onTrouble === undefined ? {} : { onTrouble: (trouble) => onTrouble(trouble, path) };
  const observed = async <T>(path: string, work: Promise<T>): Promise<T> => {
    try {
      const result = await work;
      onEnd?.(path, undefined);
      return result;
    } catch (error) {
      onEnd?.(path, error);
      throw error;
    }
  };
  return {
    origin: client.origin,
    demo: client.demo,
    ...(client.legacy && { legacy: client.legacy }),
    get calls() {
      return client.calls;
    },
    call: async (request, options) => {
      onCall?.();
      const { path } = request;
      return observed(path, client.call(request, { ...options, ...troubleListener(path) }));
    },
    download: (url, options) => client.download(url, { ...options, ...troubleListener('') }),
    identity: (options) => observed(IDENTITY, client.identity({ ...options, ...troubleListener(IDENTITY) })),
    close: () => client.close(),
  };
}
