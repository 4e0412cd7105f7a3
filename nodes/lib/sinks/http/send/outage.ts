/** An outage: it warns once, repeats at debug level, and reports its end once. */

/** Why nothing is accepted at present. */
export interface Trouble {
  /** a few words, for a status */
  readonly cause: string;
  /** a sentence without a full stop */
  readonly reason: string;
  /** Only a change of a setting, here or at the receiver, ends it. */
  readonly misconfigured: boolean;
}

/** State of a sink. */
export interface HttpState {
  /** messages that are accepted by this node and not complete */
  readonly waiting: number;
  readonly trouble?: Trouble | undefined;
  /** epoch ms of the next attempt */
  readonly retryAt?: number | undefined;
}

export interface HttpEvents {
  readonly state: (state: HttpState) => void;
  /** once per outage that a setting causes */
  readonly misconfigured: (reason: string) => void;
  /** once per other outage */
  readonly warn: (text: string) => void;
  readonly log: (text: string) => void;
  readonly debug: (text: string) => void;
}

export class Outage {
  #trouble: Trouble | undefined;
  #retryAt: number | undefined;
  /** ms of the monotonic clock */
  #since = 0;
  #failures = 0;
  readonly #host: string;
  readonly #events: HttpEvents;

  constructor(host: string, events: HttpEvents) {
    this.#host = host;
    this.#events = events;
  }

  /** failures in a row */
  get failures(): number {
    return this.#failures;
  }

  /** For the next state; counts the failure that the caller is about to report. */
  countFailure(): number {
    this.#failures += 1;
    return this.#failures;
  }

  begin(trouble: Trouble, waitMs: number): void {
    const isNew = this.#trouble === undefined || this.#trouble.misconfigured !== trouble.misconfigured;
    if (this.#trouble === undefined) this.#since = performance.now();
    this.#trouble = trouble;
    this.#retryAt = Date.now() + waitMs;
    const text = `${this.#host}: ${trouble.reason}`;
    if (!isNew) this.#events.debug(text);
    else if (trouble.misconfigured) this.#events.misconfigured(text);
    else this.#events.warn(`${text}; records wait, and are sent again automatically`);
  }

  end(waiting: number): void {
    this.#failures = 0;
    if (this.#trouble === undefined) return;
    this.#trouble = undefined;
    this.#retryAt = undefined;
    const seconds = Math.round((performance.now() - this.#since) / 1000);
    this.#events.log(`${this.#host}: accepts records again after ${seconds} s, ${waiting} messages waiting`);
  }

  show(waiting: number): void {
    this.#events.state({ waiting, trouble: this.#trouble, retryAt: this.#retryAt });
  }
}
