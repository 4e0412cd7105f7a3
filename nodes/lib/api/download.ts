/** Files behind signed links: no credential and no header of ours goes there (mimecast-api.md 4.1, fact 9). */
import type { Dispatcher } from 'undici';
import { isLoopback } from '../properties/regions';
import type { Sleep } from '../wait';
import type { MimecastError } from './errors';
import type { FailureReason } from './failure-table';
import type { Fail } from './failures';
import { undici } from './load-undici';
import { networkReason } from './network-failure';
import { withRetries } from './retry';
import { header } from './retry-after';
import { type Linked, link } from './signals';
import type { OnTrouble } from './types';

const MOST_REDIRECTS = 3;

export type FileBody = AsyncIterable<Uint8Array> & { destroy(): void };

interface DownloadContext {
  readonly over: Dispatcher;
  readonly signals: readonly AbortSignal[];
  readonly tries: number;
  readonly wait: Sleep;
  readonly fail: Fail;
  /** ms without a byte of a body after which that is told */
  readonly silenceMs: number;
  readonly onTrouble?: OnTrouble | undefined;
}

function checkedUrl(text: string, base?: URL): URL | undefined {
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return allowed && url.username === '' && url.password === '' ? url : undefined;
}

/** Statuses of a storage that pass by themselves; every other 4xx is about the link, and a new one is the cure. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

function reasonOf(status: number): FailureReason {
  if (status === 407) return 'proxyLogin';
  return status >= 400 && status < 500 && !PASSING.has(status) ? 'linkExpired' : 'storageError';
}

/** Gone without a trace: undici reports the end of an unread body as an error event. */
function discard(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => undefined);
  body.destroy();
}

/**
 * Fetches a link. The body is handed on as it comes; whoever stops reading must call `destroy`.
 * @throws MimecastError; the signal's reason when aborted
 */
export async function download(link_: string, context: DownloadContext): Promise<FileBody> {
  const first = checkedUrl(link_);
  if (first === undefined) throw context.fail('linkRefused', { host: 'the storage' });
  const linked = link(context.signals);
  try {
    linked.signal.throwIfAborted();
    const attempt = (): Promise<Opened> => open(first, linked.signal, context);
    const opened = await withRetries(attempt, {
      tries: context.tries,
      signal: linked.signal,
      onTrouble: context.onTrouble,
      wait: context.wait,
    });
    return fileBody(opened, linked, context);
  } catch (error) {
    linked.unlink();
    throw error;
  }
}

interface Opened {
  readonly body: Dispatcher.ResponseData['body'];
  readonly url: URL;
}

async function open(first: URL, signal: AbortSignal, { over, fail }: DownloadContext): Promise<Opened> {
  let url = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const { statusCode: status, headers, body } = await get(url, signal, over, fail);
    if (status === 200) return { body, url };
    discard(body);
    if (status < 300 || status >= 400) throw fail(reasonOf(status), { ...place(url), status });
    const next = checkedUrl(header(headers, 'location') ?? '', url);
    if (next === undefined || next.protocol !== url.protocol) break;
    url = next;
  }
  throw fail('linkRedirects', place(url));
}

const place = (url: URL): { host: string; endpoint: string } => ({ host: url.host, endpoint: url.pathname });

async function get(
  url: URL,
  signal: AbortSignal,
  over: Dispatcher,
  fail: Fail,
): Promise<Dispatcher.ResponseData> {
  const since = Date.now();
  try {
    return await undici().request(url, { dispatcher: over, method: 'GET', signal });
  } catch (error) {
    throw broken(error, url, signal, fail, since);
  }
}

/** @param since epoch ms of the last sign of life */
function broken(error: unknown, url: URL, signal: AbortSignal, fail: Fail, since: number): MimecastError {
  if (signal.aborted) throw signal.reason;
  return fail(networkReason(error), { ...place(url), afterMs: Date.now() - since });
}

function fileBody(
  { body, url }: Opened,
  linked: Linked,
  { fail, silenceMs, onTrouble }: DownloadContext,
): FileBody {
  // Read or not, a body that breaks must not end the process; the reader gets the error by itself.
  body.on('error', () => undefined);
  body.once('close', linked.unlink);
  return {
    destroy: () => void body.destroy(),
    async *[Symbol.asyncIterator]() {
      let since = Date.now();
      let reading = true;
      let silent = false;
      // One timer for all blocks. Whoever takes long to come back for the next one is not the storage.
      const watch = setTimeout(() => {
        if (!reading) return;
        silent = true;
        const error = fail('slow', { ...place(url), afterMs: Date.now() - since });
        onTrouble?.({ error, since, retryAt: undefined });
      }, silenceMs);
      try {
        for await (const block of body as AsyncIterable<Uint8Array>) {
          if (silent) onTrouble?.(undefined);
          [reading, silent] = [false, false];
          yield block;
          [reading, since] = [true, Date.now()];
          watch.refresh();
        }
        if (silent) onTrouble?.(undefined);
      } catch (error) {
        throw broken(error, url, linked.signal, fail, since);
      } finally {
        clearTimeout(watch);
      }
    },
  };
}
