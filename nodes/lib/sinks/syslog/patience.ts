import type { Life } from './life';

/**
 * A deadline for a socket that every sign of life puts off; runs only while something is awaited, and never when the
 * socket is over: a write may turn out to be flushed after that.
 */
export class Patience {
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param ms without a sign of life
   * @param reason in words, why the socket is given up then
   */
  constructor(
    private readonly life: Life,
    private readonly ms: number,
    private readonly reason: string,
  ) {
    // Registered first: whoever waits for the end finds everything tidied up.
    void life.over.then(() => this.end());
  }

  /** Starts unless it runs already. */
  await(): void {
    if (!this.life.ended) this.timer ??= setTimeout(() => this.life.end(this.reason), this.ms);
  }

  /** @param awaiting whether something is still awaited */
  progress(awaiting: boolean): void {
    this.end();
    if (awaiting) this.await();
  }

  private end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
