import type { Life } from './socket-lifetime';

/**
 * An idle timeout of a socket. It runs only while a response is pending, and never after the socket closed: a
 * write may be flushed after that.
 */
export class Patience {
  #timer: NodeJS.Timeout | undefined;

  readonly #lifetime: Life;
  readonly #ms: number;
  readonly #reason: string;

  /**
   * @param ms of inactivity
   * @param reason text for destroying the socket
   */
  constructor(lifetime: Life, ms: number, reason: string) {
    this.#lifetime = lifetime;
    this.#ms = ms;
    this.#reason = reason;
    // Registered first, so that the timer is cleared before other listeners run.
    void lifetime.over.then(() => this.#clear());
  }

  /** Starts the timer unless it runs. */
  await(): void {
    if (!this.#lifetime.ended) this.#timer ??= setTimeout(() => this.#lifetime.end(this.#reason), this.#ms);
  }

  /** @param pending whether a response is still pending */
  progress(pending: boolean): void {
    this.#clear();
    if (pending) this.await();
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
