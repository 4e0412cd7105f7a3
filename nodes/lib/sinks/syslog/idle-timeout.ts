import type { SocketLifetime } from './socket-lifetime';

/**
 * An idle timeout of a socket. It runs only while a response is pending, and never after the socket closed: a
 * write may be flushed after that.
 */
export class IdleTimeout {
  #timer: NodeJS.Timeout | undefined;

  readonly #lifetime: SocketLifetime;
  readonly #ms: number;
  readonly #reason: string;

  /**
   * @param ms of inactivity
   * @param reason text for destroying the socket
   */
  constructor(lifetime: SocketLifetime, ms: number, reason: string) {
    this.#lifetime = lifetime;
    this.#ms = ms;
    this.#reason = reason;
    // Registered first, so that the timer is cleared before other listeners run.
    void lifetime.closed.then(() => this.#clear());
  }

  /** Starts the timer unless it runs. */
  arm(): void {
    if (!this.#lifetime.isClosed)
      this.#timer ??= setTimeout(() => this.#lifetime.destroy(this.#reason), this.#ms);
  }

  /** @param pending whether a response is still pending */
  reset(pending: boolean): void {
    this.#clear();
    if (pending) this.arm();
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
