import type { ApiClient, ApiRequest, ApiResponse, CallOptions } from '../../nodes/lib/contracts/api-client';

/** A client without a network, of an account that has no files. */
export abstract class FilelessClient implements ApiClient {
  readonly origin = 'https://api.example.com';
  readonly demo = false;
  calls = 0;

  abstract call(request: ApiRequest, options: CallOptions): Promise<ApiResponse>;

  download(): Promise<never> {
    return Promise.reject(new Error('no files here'));
  }

  identity(): Promise<{ code: string; name: string }> {
    return Promise.resolve({ code: 'C0A0', name: 'Example Ltd' });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A client that answers each call with a part of a response. `count` is the number of calls so far, from 1. */
export class AnsweringClient extends FilelessClient {
  readonly requests: ApiRequest[] = [];
  readonly #answer: (request: ApiRequest, count: number) => Partial<ApiResponse>;

  /** @param answer may throw */
  constructor(answer: (request: ApiRequest, count: number) => Partial<ApiResponse>) {
    super();
    this.#answer = answer;
  }

  override async call(request: ApiRequest): Promise<ApiResponse> {
    this.calls += 1;
    this.requests.push(request);
    const answer = this.#answer(request, this.calls);
    return { status: 200, body: undefined, requestId: 'r', bytes: 10, failures: [], ...answer };
  }
}
