import type { Life } from './life';

/**
 * An idle timeout of a socket. It runs only while a response is pending, and never after the socket closed: a
 * write may be flushed after that.
 */
export class Patience {
  #timer: NodeJS.Timeout | undefined;

  readonly #life: Life;
  readonly #ms: number;
  readonly #reason: string;

  /**
   * @param ms of inactivity
   * @param reason text for destroying the socket
   */
  constructor(life: Life, ms: number, reason: string) {
    this.#life = life;
    this.#ms = ms;
    this.#reason = reason;
    // Registered first, so that the timer is cleared before other listeners run.
    void life.over.then(() => this.#end());
  }

  /** Starts the timer unless it runs. */
  await(): void {
    if (!this.#life.ended) this.#timer ??= setTimeout(() => this.#life.end(this.#reason), this.#ms);
  }

  /** @param pending whether a response is still pending */
  progress(awaiting: boolean): void {
    this.#end();
    if (awaiting) this.await();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
