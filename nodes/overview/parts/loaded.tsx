import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { RequestFailed } from '../model/requests';
import type { Context } from '../text/context';

type Loading<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly status: number }
  | { readonly state: 'loaded'; readonly value: T };

interface LoadedProps<T> {
  /** what is loaded: another key loads again */
  readonly id: string;
  load(signal: AbortSignal): Promise<T>;
  readonly context: Context;
  children(value: T): ComponentChildren;
}

/** Loads something when it appears, and gives up when it disappears. */
export function Loaded<T>({ id, load, context: { t }, children }: LoadedProps<T>) {
  const [loading, setLoading] = useState<Loading<T>>({ state: 'loading' });
  // `load` is a new function at every render: `id` says whether it loads something else.
  useEffect(() => {
    const controller = new AbortController();
    setLoading({ state: 'loading' });
    load(controller.signal).then(
      (value) => setLoading({ state: 'loaded', value }),
      (error: unknown) => {
        if (controller.signal.aborted) return;
        setLoading({ state: 'failed', status: error instanceof RequestFailed ? error.status : 0 });
      },
    );
    return () => controller.abort();
  }, [id]);
  if (loading.state === 'loading') return <p class="mo-muted">{t('loading')}</p>;
  if (loading.state === 'failed')
    return <p role="alert">{t(loading.status === 404 ? 'nothingThere' : 'notLoaded')}</p>;
  return <>{children(loading.value)}</>;
}
