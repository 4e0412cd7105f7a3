import type { Clock } from '../common/clock';

/** One recorded request, for assertions of tests. It has no header values, no signature and no body. */
export interface RecordedRequest {
  readonly server: 'api' | 'storage';
  /** epoch ms on the simulator's clock */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** empty for storage requests, whose query is a credential */
  readonly query: Readonly<Record<string, string>>;
  readonly hasAuthorization: boolean;
  /** 0: the connection was closed before a status was sent */
  readonly status: number;
}

const MAX_CALLS = 20_000;

/** All requests, for assertions of tests. Bounded: the oldest are removed first. */
export class RequestLog {
  readonly #calls: RecordedRequest[] = [];

  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get calls(): readonly RecordedRequest[] {
    return this.#calls;
  }

  /** @returns a function to call when the status of the response is known */
  begin(
    server: RecordedRequest['server'],
    method: string,
    url: URL,
    hasAuthorization: boolean,
  ): (status: number) => void {
    const at = this.#clock.now();
    // the query of a storage link is a credential
    const query = server === 'api' ? Object.fromEntries(url.searchParams) : {};
    return (status) => {
      this.#calls.push({ server, at, method, path: url.pathname, query, hasAuthorization, status });
      if (this.#calls.length > MAX_CALLS * 1.1) this.#calls.splice(0, this.#calls.length - MAX_CALLS);
    };
  }
}
