import { setMaxListeners } from 'node:events';
import { type HeldLease, leaseLostError } from '../contracts/lease';

/**
 * A held lease from the view of the lease manager. It expires when it is not renewed in time; a timer detects
 * that even if nothing checks it.
 */
export class LeaseHandle implements HeldLease {
  #currentToken: number;
  readonly #leaseMs: number;
  readonly #onLost: () => void;

  readonly lastWrites = new Map<string, string>();
  /** The store has lost `lastWrites`, and they are not completely restored yet. */
  needsRestore = false;
  #sinceRenewal: Elapsed;
  #timer: NodeJS.Timeout | undefined;
  readonly #controller = new AbortController();

  /**
   * @param sinceRenewal started before the request to the store, so that the lease expires here before it
   * expires in the store
   * @param onLost called once, when the lease turns out to be lost; not after `markReleased`
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

  assertHeld(): void {
    if (this.held) return;
    this.markLost();
    throw leaseLostError();
  }

  renew(token: number, sinceRenewal: Elapsed): void {
    if (this.signal.aborted) return;
    this.#currentToken = token;
    this.#sinceRenewal = sinceRenewal;
  }

  /** Also called when the lease has expired. */
  markLost(): void {
    if (this.signal.aborted) return;
    this.markReleased();
    this.#onLost();
  }

  /** The lease was released. */
  markReleased(): void {
    this.#controller.abort(leaseLostError());
    clearTimeout(this.#timer);
  }

  #armExpiryTimer(): void {
    this.#timer = setTimeout(
      () => (this.held ? this.#armExpiryTimer() : this.markLost()),
      Math.max(1, this.#leaseMs - this.#sinceRenewal()),
    );
  }
}

/** Returns the ms since the start. */
export type Elapsed = () => number;

/**
 * Measures with two clocks and returns the larger value: the monotonic clock may stop while the machine
 * sleeps, and the wall clock may be set back. Treating a lease as expired too early causes a hand-over;
 * treating it as expired too late breaks mutual exclusion.
 */
export function startTimer(): Elapsed {
  const [monotonic, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - monotonic, Date.now() - wall);
}
