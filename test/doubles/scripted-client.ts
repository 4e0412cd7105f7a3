import { gzipSync } from 'node:zlib';
import { toSearchString } from '../../nodes/lib/api/http/query';
import type {
  ApiClient,
  ApiRequest,
  ApiResponse,
  CallOptions,
  DownloadOptions,
} from '../../nodes/lib/contracts/api-client';
import { blocks } from './blocks';

/** The content of one listing; links are made from the paths, with another query string each time. */
export interface ScriptedPage {
  readonly files?: readonly (string | { readonly path: string; readonly size?: unknown })[];
  readonly next?: string | null | undefined;
  readonly caughtUp?: unknown;
}

export type Query = Readonly<Record<string, string>>;

/** The query of a feed request has no key twice. */
export const queryFrom = ({ query }: ApiRequest): Query =>
  Object.fromEntries(new URLSearchParams(toSearchString(query)));

export interface Script {
  /** May throw. `count` is the number of listings so far, from 1. */
  readonly list: (query: Query, count: number) => ScriptedPage | Promise<ScriptedPage>;
  /** Content of a file: text is gzipped. May throw. `count` is the number of times it was opened, from 1. */
  readonly body: (path: string, count: number) => string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** A client without a network: it responds from a script and records its requests. */
export class ScriptedClient implements ApiClient {
  readonly origin = 'https://api.example.com';
  readonly demo = false;
  calls = 0;
  readonly queries: Query[] = [];
  /** paths, in the order in which they were opened */
  readonly opened: string[] = [];
  /** opened and not destroyed yet */
  readonly openCount = new Set<object>();
  maxOpen = 0;

  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  async call(request: ApiRequest, options: CallOptions): Promise<ApiResponse> {
    options.signal.throwIfAborted();
    this.calls += 1;
    const query = queryFrom(request);
    this.queries.push(query);
    const { files = [], next, caughtUp } = await this.#script.list(query, this.calls);
    const value = files.map((file) => {
      const { path, size } = typeof file === 'string' ? { path: file, size: undefined } : file;
      return { url: `https://storage.example.com${path}?X-Amz-Signature=${this.calls}`, size };
    });
    const body = { value, '@nextPage': next, isCaughtUp: caughtUp };
    return { status: 200, body, requestId: 'request', bytes: 100, failures: [] };
  }

  async download(
    url: string,
    options: DownloadOptions,
  ): Promise<AsyncIterable<Uint8Array> & { destroy(): void }> {
    options.signal.throwIfAborted();
    const path = new URL(url).pathname;
    this.opened.push(path);
    const count = this.opened.filter((one) => one === path).length;
    const content = this.#script.body(path, count);
    const bytes = typeof content === 'string' ? gzipSync(content) : content;
    const body = bytes instanceof Uint8Array ? blocks(bytes, 1024) : bytes;
    const handle = {
      destroy: () => void this.openCount.delete(handle),
      [Symbol.asyncIterator]: () => body[Symbol.asyncIterator](),
    };
    this.openCount.add(handle);
    this.maxOpen = Math.max(this.maxOpen, this.openCount.size);
    return handle;
  }

  identity(): Promise<{ code: string; name: string }> {
    return Promise.resolve({ code: 'C0A0', name: 'Example Ltd' });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
