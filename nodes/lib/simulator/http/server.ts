import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../common/clock';
import type { RequestLog } from './call-log';
import type { Download, HttpRequest, HttpResponse, StorageRequest } from './exchange';

const MAX_BODY = 1024 * 1024;

/** Headers of recorded responses (wire.md 1.3). */
function commonHeaders(clock: Clock): Record<string, string> {
  return {
    'cache-control': 'no-store',
    pragma: 'no-cache',
    'x-robots-tag': 'noindex, nofollow',
    'x-request-id': randomUUID(),
    date: new Date(clock.now()).toUTCString(),
  };
}

/** Handles control requests. @returns false: not a control request */
export type ReservedHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => Promise<boolean>;

/** An HTTP server on one port. */
export class Listener {
  readonly #server: Server;
  readonly #closing = new AbortController();
  #url = '';

  constructor(
    serve: (request: IncomingMessage, response: ServerResponse, signal: AbortSignal) => Promise<void>,
  ) {
    this.#server = createServer((request, response) => {
      serve(request, response, this.#closing.signal).catch(() => response.destroy());
    });
    // longer than that of any client, so that tests exercise the client's time-out
    this.#server.keepAliveTimeout = 30_000;
  }

  get url(): string {
    return this.#url;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The port has no address.');
    this.#url = `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}

export interface ApiServerParts {
  readonly clock: Clock;
  readonly log: RequestLog;
  readonly latencyMs: number;
  readonly handle: (call: HttpRequest) => Promise<HttpResponse>;
  readonly reserved: ReservedHandler | undefined;
}

export function createApiListener(parts: ApiServerParts): Listener {
  return new Listener(async (request, response, signal) => {
    const url = new URL(request.url ?? '/', 'http://simulator.example');
    if (parts.reserved !== undefined && (await parts.reserved(request, response, url))) return;
    const record = parts.log.begin(
      'api',
      request.method ?? '',
      url,
      request.headers.authorization !== undefined,
    );
    const body = await readBody(request);
    const startedAt = performance.now();
    const result = await parts.handle({
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      authorization: request.headers.authorization,
      contentType: request.headers['content-type'] ?? '',
      legacyHeaders: legacyHeaders(request),
      body,
    });
    // The delay includes the time to compute the response, so that responses are not slower on a slow
    // machine.
    const rest = parts.latencyMs - (performance.now() - startedAt);
    if (rest > 0) await delay(rest, undefined, { signal });
    record(result.cut === 'before' ? 0 : result.status);
    send(response, result, commonHeaders(parts.clock));
  });
}

function legacyHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-mc-') && typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}

function send(response: ServerResponse, answer: HttpResponse, common: Record<string, string>): void {
  if (answer.cut === 'before') {
    response.destroy();
    return;
  }
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...common, ...answer.headers, 'content-length': body.length });
  if (answer.cut === 'midway') {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
    return;
  }
  response.end(body);
}

export interface StorageServerParts {
  readonly clock: Clock;
  readonly log: RequestLog;
  readonly handle: (call: StorageRequest) => Promise<Download>;
}

export function createStorageListener(parts: StorageServerParts): Listener {
  return new Listener(async (request, response, signal) => {
    const url = new URL(request.url ?? '/', 'http://storage.example');
    const hasAuthorization = request.headers.authorization !== undefined;
    const record = parts.log.begin('storage', request.method ?? '', url, hasAuthorization);
    const { pathname: path, searchParams: query } = url;
    request.resume();
    const download = await parts.handle({ method: request.method ?? '', path, query, hasAuthorization });
    record(download.status);
    const { date, 'x-request-id': id } = commonHeaders(parts.clock);
    response.writeHead(download.status, { date, 'x-amz-request-id': id, ...download.headers });
    const body = Readable.from(throttledBody(download, signal), {
      objectMode: false,
      highWaterMark: 256 * 1024,
    });
    await pipeline(body, response, { signal });
  });
}

class ConnectionAborted extends Error {}

/** The body with the pause or the break that the download asks for. */
async function* throttledBody(download: Download, signal: AbortSignal): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const chunk of download.body) {
    const rest = (download.breakAfter ?? Number.POSITIVE_INFINITY) - sent;
    if (chunk.length >= rest) {
      yield chunk.subarray(0, rest);
      // gives the socket time to send the bytes before the break
      await delay(20, undefined, { signal });
      throw new ConnectionAborted('broken off on purpose');
    }
    if (download.stallMs === undefined || sent > 0) {
      yield chunk;
    } else {
      const half = Math.floor(chunk.length / 2);
      yield chunk.subarray(0, half);
      await delay(download.stallMs, undefined, { signal });
      yield chunk.subarray(half);
    }
    sent += chunk.length;
  }
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > MAX_BODY) throw new RangeError('The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
