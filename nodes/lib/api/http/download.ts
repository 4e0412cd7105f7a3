/** Downloads files behind pre-signed links, without credentials and additional headers (wire.md 4.1, fact 9). */
import type { Dispatcher } from 'undici';
import type { OnTrouble } from '../../contracts/api-client';
import type { ErrorReason } from '../../contracts/error-catalog';
import type { MimecastError } from '../../contracts/errors';
import { classifyNetworkError } from '../../contracts/network-errors';
import { isLoopback } from '../../properties/values/base-url';
import { type LinkedSignal, linkSignals } from '../../util/abort';
import type { Sleep } from '../../util/async';
import { loadUndici } from '../../util/http/undici';
import { withRetries } from '../quota/retry';
import type { ErrorFactory } from '../response/error-factory';
import { header } from '../response/headers';

const MAX_REDIRECTS = 3;

export type FileBody = AsyncIterable<Uint8Array> & { destroy(): void };

interface DownloadContext {
  readonly dispatcher: Dispatcher;
  readonly signals: readonly AbortSignal[];
  readonly tries: number;
  readonly wait: Sleep;
  readonly fail: ErrorFactory;
  /** ms without a byte of the body after which `onTrouble` is called */
  readonly silenceMs: number;
  readonly onTrouble?: OnTrouble | undefined;
}

function checkedUrl(text: string, base?: URL): URL | undefined {
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return allowed && url.username === '' && url.password === '' ? url : undefined;
}

/** Transient statuses of the storage. Every other 4xx means that a new link is needed. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

function reasonOf(status: number): ErrorReason {
  if (status === 407) return 'proxyLogin';
  return status >= 400 && status < 500 && !RETRYABLE_STATUSES.has(status) ? 'linkExpired' : 'storageError';
}

/** undici emits an error event when an unread body ends, so that one is ignored. */
function discardBody(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => undefined);
  body.destroy();
}

/**
 * Fetches a link. The body is streamed; a caller that stops reading early must call `destroy`.
 * @throws MimecastError; the signal's reason when aborted
 */
export async function download(href: string, context: DownloadContext): Promise<FileBody> {
  const first = checkedUrl(href);
  if (first === undefined) throw context.fail('linkRefused', { host: 'the storage' });
  const linked = linkSignals(context.signals);
  try {
    linked.signal.throwIfAborted();
    const attempt = (): Promise<OpenDownload> => open(first, linked.signal, context);
    const opened = await withRetries(attempt, {
      tries: context.tries,
      signal: linked.signal,
      onTrouble: context.onTrouble,
      wait: context.wait,
    });
    return fileBody(opened, linked, context);
  } catch (error) {
    linked.dispose();
    throw error;
  }
}

interface OpenDownload {
  readonly body: Dispatcher.ResponseData['body'];
  readonly url: URL;
}

async function open(
  first: URL,
  signal: AbortSignal,
  { dispatcher, fail }: DownloadContext,
): Promise<OpenDownload> {
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const { statusCode: status, headers, body } = await get(url, signal, dispatcher, fail);
    if (status === 200) return { body, url };
    discardBody(body);
    if (status < 300 || status >= 400) throw fail(reasonOf(status), { ...urlInfo(url), status });
    const next = checkedUrl(header(headers, 'location') ?? '', url);
    if (next === undefined || next.protocol !== url.protocol) break;
    url = next;
  }
  throw fail('linkRedirects', urlInfo(url));
}

const urlInfo = (url: URL): { host: string; endpoint: string } => ({
  host: url.host,
  endpoint: url.pathname,
});

async function get(
  url: URL,
  signal: AbortSignal,
  dispatcher: Dispatcher,
  fail: ErrorFactory,
): Promise<Dispatcher.ResponseData> {
  const since = Date.now();
  try {
    return await loadUndici().request(url, { dispatcher, method: 'GET', signal });
  } catch (error) {
    throw toDownloadError(error, url, signal, fail, since);
  }
}

/** @param since epoch ms of the last received byte */
function toDownloadError(
  error: unknown,
  url: URL,
  signal: AbortSignal,
  fail: ErrorFactory,
  since: number,
): MimecastError {
  if (signal.aborted) throw signal.reason;
  return fail(classifyNetworkError(error), { ...urlInfo(url), afterMs: Date.now() - since });
}

function fileBody(
  { body, url }: OpenDownload,
  linked: LinkedSignal,
  { fail, silenceMs, onTrouble }: DownloadContext,
): FileBody {
  // Without a listener, a broken body that is not being read would end the process. A reader gets the error anyway.
  body.on('error', () => undefined);
  body.once('close', linked.dispose);
  return {
    destroy: () => void body.destroy(),
    async *[Symbol.asyncIterator]() {
      let since = Date.now();
      let reading = true;
      let slow = false;
      // One timer for all chunks. Time that the reader takes between two chunks does not count.
      const slowTimer = setTimeout(() => {
        if (!reading) return;
        slow = true;
        const error = fail('slow', { ...urlInfo(url), afterMs: Date.now() - since });
        onTrouble?.({ error, since, retryAt: undefined });
      }, silenceMs);
      try {
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          if (slow) onTrouble?.(undefined);
          [reading, slow] = [false, false];
          yield chunk;
          [reading, since] = [true, Date.now()];
          slowTimer.refresh();
        }
        if (slow) onTrouble?.(undefined);
      } catch (error) {
        throw toDownloadError(error, url, linked.signal, fail, since);
      } finally {
        clearTimeout(slowTimer);
      }
    },
  };
}
