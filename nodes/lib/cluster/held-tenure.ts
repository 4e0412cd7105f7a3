import { setMaxListeners } from 'node:events';
import type { Elapsed } from './stopwatch';
import { leaseLost, type Tenure } from './tenure';

/** A tenure as its keeper sees it: it is over when it was not renewed in time, whether or not anybody looks. */
export class HeldTenure implements Tenure {
  readonly written = new Map<string, string>();
  /** The store has lost `written`, and does not have all of it again. */
  isUntold = false;
  private since: Elapsed;
  private timer: NodeJS.Timeout | undefined;
  private readonly ending = new AbortController();

  /**
   * @param since runs since before the store was asked: the store's own count began later
   * @param onOver called once, in the moment in which it turns out to be over; not after `end`
   */
  constructor(
    readonly replica: string,
    private current: number,
    private readonly leaseMs: number,
    since: Elapsed,
    private readonly onOver: () => void,
  ) {
    this.since = since;
    setMaxListeners(0, this.ending.signal);
    this.watch();
  }

  get token(): number {
    return this.current;
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }

  get held(): boolean {
    return !this.signal.aborted && this.since() < this.leaseMs;
  }

  check(): void {
    if (this.held) return;
    this.lose();
    throw leaseLost();
  }

  renew(token: number, since: Elapsed): void {
    if (this.signal.aborted) return;
    this.current = token;
    this.since = since;
  }

  /** Also when its time is over. */
  lose(): void {
    if (this.signal.aborted) return;
    this.end();
    this.onOver();
  }

  /** It was given back. */
  end(): void {
    this.ending.abort(leaseLost());
    clearTimeout(this.timer);
  }

  private watch(): void {
    this.timer = setTimeout(
      () => (this.held ? this.watch() : this.lose()),
      Math.max(1, this.leaseMs - this.since()),
    );
  }
}
