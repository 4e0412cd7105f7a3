/** Sends requests, and reads answers. Knows no receiver. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { ERROR_CATALOG } from '../../../contracts/error-catalog';
import { classifyNetworkError } from '../../../contracts/network-errors';
import { linkSignals } from '../../../util/abort';
import { createDispatcher, tlsConnectOptions } from '../../../util/http/dispatcher';
import { readBody } from '../../../util/http/growing-buffer';
import { type ProxyRoute, proxyRoute } from '../../../util/http/proxy';
import { loadUndici } from '../../../util/http/undici';
import { createRedactor, type Redactor } from '../../../util/redaction/redactor';
import { isSuccessStatus } from '../answers/verdict';
import type { HttpSinkSettings } from '../settings';
import { decodeBody } from './decode-body';

const compress = promisify(gzip);

/** Bytes of an answer. That of `_bulk` to 10,000 items has about 3 MB. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
/** A request that has not ended after this many time-outs is ended, however slowly its answer arrives. */
const TOTAL_TIMEOUTS = 3;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** There is no answer. The message is a sentence without a full stop, and contains no secret. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  constructor(
    message: string,
    /** a few words, for a status */
    readonly short: string,
    /** Only another setting can help. */
    readonly permanent: boolean,
  ) {
    super(message);
  }
}

export interface HttpPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly gzip: boolean;
}

export class HttpTransport {
  readonly redactor: Redactor;
  readonly #dispatcher: Dispatcher;
  readonly #timeoutMs: number;

  /** @throws NoAnswer when TLS or proxy settings can't be used */
  constructor({ tls = {}, proxy, timeoutMs, login, secrets }: HttpSinkSettings) {
    let connect: Record<string, unknown>;
    let route: ProxyRoute | undefined;
    try {
      connect = tlsConnectOptions(tls, timeoutMs);
    } catch {
      throw noAnswer('tlsSettings', '');
    }
    try {
      route = proxyRoute(proxy, process.env);
    } catch {
      throw noAnswer('proxySettings', '');
    }
    this.#timeoutMs = timeoutMs;
    this.#dispatcher = createDispatcher(route, {
      connect,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
    this.redactor = createRedactor([...secrets, ...loginSecrets(login), ...(route?.secrets ?? [])]);
    if (tls.passphrase) this.redactor.addSecret(tls.passphrase);
  }

  /**
   * Redirects are answers, and not followed: another address must not get the credentials.
   * @throws NoAnswer; the signal's reason when it is aborted
   */
  async post({ url, headers, body, gzip: packed }: HttpPost, signal: AbortSignal): Promise<HttpAnswer> {
    const { host } = new URL(url);
    const linked = linkSignals([signal], {
      ms: TOTAL_TIMEOUTS * this.#timeoutMs,
      reason: () => noAnswer('timeout', host),
    });
    try {
      const response = await loadUndici().request(url, {
        dispatcher: this.#dispatcher,
        method: 'POST',
        headers: packed ? { ...headers, 'content-encoding': 'gzip' } : headers,
        body: packed ? await compress(body) : body,
        signal: linked.signal,
      });
      const { statusCode: status, headers: answered } = response;
      const bytes = await readBody(response.body);
      const text = await decodeBody(bytes, answered['content-encoding'], MAX_ANSWER_BYTES);
      // A success that can't be read is none, also for receivers whose success has no body.
      if (text === '' && bytes.length > 0 && isSuccessStatus(status)) throw unreadable(host);
      return { status, headers: answered, body: text };
    } catch (error) {
      if (error instanceof NoAnswer) throw error;
      if (linked.signal.aborted) throw linked.signal.reason;
      throw noAnswer(classifyNetworkError(error), host);
    } finally {
      linked.dispose();
    }
  }

  /** For reasons that are made of an answer: a receiver may repeat what it was sent. */
  withoutSecrets({ status, headers, body }: HttpAnswer): HttpAnswer {
    const hide = (text: string): string => this.redactor.hideSecrets(text);
    const { location } = headers;
    const shown = typeof location === 'string' ? { ...headers, location: hide(location) } : headers;
    return { status, headers: shown, body: hide(body) };
  }

  destroy(): Promise<void> {
    return this.#dispatcher.destroy();
  }
}

function loginSecrets(login: HttpSinkSettings['login']): readonly string[] {
  if (login.kind === 'client-credentials') return [login.clientSecret];
  return login.kind === 'header' ? [login.value, login.value.replace(/^\S+ /, '')] : [];
}

const unreadable = (host: string): NoAnswer =>
  new NoAnswer(`the answer of ${host} can't be decoded`, "answer can't be decoded", false);

function noAnswer(reason: keyof typeof ERROR_CATALOG, host: string): NoAnswer {
  const { message, short, retry } = ERROR_CATALOG[reason];
  // The limit of the catalogue is that of the API.
  if (reason === 'tooLarge')
    return new NoAnswer(`the answer of ${host} is larger than 16 MiB`, 'answer larger than 16 MiB', true);
  const shown = short.replace(/\s*\{\w+\}\s*/g, ' ').trim();
  return new NoAnswer(message.replace('{host}', host), shown, retry === 'never');
}
