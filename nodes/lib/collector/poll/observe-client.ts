import type { ApiClient, OnTrouble, Trouble } from '../../contracts/api-client';

/** Used in place of a path for the identity call. */
export const IDENTITY_CALL = 'identity';

export interface ClientObserver {
  /** may throw to prevent the call */
  readonly onCall?: () => void;
  /** failed or slow attempts of calls and downloads. `path`: of a call, without secrets; empty for downloads */
  readonly onTrouble?: (trouble: Trouble | undefined, path: string) => void;
  /** a call has succeeded, or has finally failed with `error` */
  readonly onEnd?: (path: string, error: unknown) => void;
}

/** Wraps a client so that an observer sees each call and its failed attempts. */
export function observeClient(client: ApiClient, { onCall, onTrouble, onEnd }: ClientObserver): ApiClient {
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
    ...(client.redact && { redact: client.redact }),
    get calls() {
      return client.calls;
    },
    call: async (request, options) => {
      onCall?.();
      const { path } = request;
      return observed(path, client.call(request, { ...options, ...troubleListener(path) }));
    },
    download: (url, options) => client.download(url, { ...options, ...troubleListener('') }),
    identity: (options) =>
      observed(IDENTITY_CALL, client.identity({ ...options, ...troubleListener(IDENTITY_CALL) })),
    close: () => client.close(),
  };
}
