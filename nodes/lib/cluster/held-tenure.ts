import { setMaxListeners } from 'node:events';
import type { Elapsed } from './stopwatch';
import { leaseLost, type Tenure } from './tenure';

/** A tenure as its keeper sees it: it is over when it was not renewed in time, whether or not anybody looks. */
export class HeldTenure implements Tenure {
  #currentToken: number;
  readonly #leaseMs: number;
  readonly #onLost: () => void;

  readonly written = new Map<string, string>();
  /** The store has lost `written`, and does not have all of it again. */
  isUntold = false;
  #sinceRenewal: Elapsed;
  #timer: NodeJS.Timeout | undefined;
  readonly #controller = new AbortController();

  /**
   * @param since runs since before the store was asked: the store's own count began later
   * @param onOver called once, in the moment in which it turns out to be over; not after `end`
   */
  constructor(
    readonly replica: string,
    current: number,
    leaseMs: number,
    sinceRenewal: Elapsed,
    onLost: () => void,
  ) {
    this.#currentToken = current;
    this.#leaseMs = leaseMs;
    this.#onLost = onLost;

    this.#sinceRenewal = sinceRenewal;
    setMaxListeners(0, this.#controller.signal);
    this.#armExpiryTimer();
  }

  get token(): number {
    return this.#currentToken;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get held(): boolean {
    return !this.signal.aborted && this.#sinceRenewal() < this.#leaseMs;
  }

  check(): void {
    if (this.held) return;
    this.lose();
    throw leaseLost();
  }

  renew(token: number, sinceRenewal: Elapsed): void {
    if (this.signal.aborted) return;
    this.#currentToken = token;
    this.#sinceRenewal = sinceRenewal;
  }

  /** Also when its time is over. */
  lose(): void {
    if (this.signal.aborted) return;
    this.end();
    this.#onLost();
  }

  /** It was given back. */
  end(): void {
    this.#controller.abort(leaseLost());
    clearTimeout(this.#timer);
  }

  #armExpiryTimer(): void {
    this.#timer = setTimeout(
      () => (this.held ? this.#armExpiryTimer() : this.lose()),
      Math.max(1, this.#leaseMs - this.#sinceRenewal()),
    );
  }
}
