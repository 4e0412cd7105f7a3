/** Downloads files behind pre-signed links, without credentials and additional headers (wire.md 4.1, fact 9). */
import type { Dispatcher } from 'undici';
import type { OnTrouble } from '../../contracts/api-client';
import type { ErrorReason } from '../../contracts/error-catalog';
import { MimecastError } from '../../contracts/errors';
import { classifyNetworkError } from '../../contracts/network-errors';
import { type LinkedSignal, linkSignals } from '../../util/abort';
import type { Sleep } from '../../util/async';
import { loadUndici } from '../../util/http/undici';
import { SECOND_MS } from '../../util/time';
import { withRetries } from '../quota/retry';
import type { ErrorFactory } from '../response/error-factory';
import { header } from '../response/headers';
import { type LinkPolicy, REFUSED_ADDRESS } from './link-policy';

const MAX_REDIRECTS = 3;

export type FileBody = AsyncIterable<Uint8Array> & { destroy(): void };

interface DownloadContext {
  readonly dispatcher: Dispatcher;
  readonly policy: LinkPolicy;
  readonly signals: readonly AbortSignal[];
  readonly tries: number;
  readonly wait: Sleep;
  readonly fail: ErrorFactory;
  /** ms without a byte of the body after which `onTrouble` is called */
  readonly silenceMs: number;
  readonly onTrouble?: OnTrouble | undefined;
}

/** A file that comes more slowly is not complete in any useful time. Short pauses do not count. */
const MIN_BYTES_PER_SECOND = 1024;
/** Times that `silenceMs` may pass without a useful rate. */
const MAX_SLOW_PERIODS = 5;

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
  const first = context.policy.check(href);
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
  { dispatcher, fail, policy }: DownloadContext,
): Promise<OpenDownload> {
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const { statusCode: status, headers, body } = await get(url, signal, dispatcher, fail);
    if (status === 200) return { body, url };
    discardBody(body);
    if (status < 300 || status >= 400) throw fail(reasonOf(status), { ...urlInfo(url), status });
    const next = policy.check(header(headers, 'location') ?? '', url);
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

const isRefusedAddress = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === REFUSED_ADDRESS;

/** @param since epoch ms of the last received byte */
function toDownloadError(
  error: unknown,
  url: URL,
  signal: AbortSignal,
  fail: ErrorFactory,
  since: number,
): MimecastError {
  if (signal.aborted) throw signal.reason;
  const reason = isRefusedAddress(error) ? 'linkRefused' : classifyNetworkError(error);
  return fail(reason, { ...urlInfo(url), afterMs: Date.now() - since });
}

/** Time that the reader takes does not count, so a flow that is slow is not mistaken for a storage that is. */
class TransferRate {
  #waitedMs = 0;
  #bytes = 0;
  readonly #graceMs: number;
  readonly #tooSlow: (waitedMs: number) => MimecastError;

  constructor(graceMs: number, tooSlow: (waitedMs: number) => MimecastError) {
    this.#graceMs = graceMs;
    this.#tooSlow = tooSlow;
  }

  /** @throws MimecastError */
  add(bytes: number, waitedMs: number): void {
    this.#bytes += bytes;
    this.#waitedMs += waitedMs;
    const least = (this.#waitedMs / SECOND_MS) * MIN_BYTES_PER_SECOND;
    if (this.#waitedMs > this.#graceMs && this.#bytes < least) throw this.#tooSlow(this.#waitedMs);
  }
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
      const rate = new TransferRate(MAX_SLOW_PERIODS * silenceMs, (afterMs) =>
        fail('timeout', { ...urlInfo(url), afterMs }),
      );
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
          rate.add(chunk.length, Date.now() - since);
          yield chunk;
          [reading, since] = [true, Date.now()];
          slowTimer.refresh();
        }
        if (slow) onTrouble?.(undefined);
      } catch (error) {
        if (error instanceof MimecastError) throw error;
        throw toDownloadError(error, url, linked.signal, fail, since);
      } finally {
        clearTimeout(slowTimer);
      }
    },
  };
}
