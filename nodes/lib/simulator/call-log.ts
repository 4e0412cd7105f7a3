import type { Clock } from './clock';
import type { RecordedCall } from './types';

const KEPT = 20_000;

/** Who asked for what, for assertions. Bounded: the oldest go first. */
export class CallLog {
  readonly #calls: RecordedCall[] = [];

  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get calls(): readonly RecordedCall[] {
    return this.#calls;
  }

  /** Returns what to call when the status is known. */
  begin(
    server: RecordedCall['server'],
    method: string,
    url: URL,
    hasAuthorization: boolean,
  ): (status: number) => void {
    const at = this.#clock.now();
    // the query of a storage link is a credential
    const query = server === 'api' ? Object.fromEntries(url.searchParams) : {};
    return (status) => {
      this.#calls.push({ server, at, method, path: url.pathname, query, hasAuthorization, status });
      if (this.#calls.length > KEPT * 1.1) this.#calls.splice(0, this.#calls.length - KEPT);
    };
  }
}
