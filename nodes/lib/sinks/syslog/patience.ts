/** A deadline that every sign of life puts off; runs only while something is awaited. */
export class Patience {
  private timer: NodeJS.Timeout | undefined;

  /** @param ms without a sign of life */
  constructor(
    private readonly ms: number,
    private readonly onLost: () => void,
  ) {}

  /** Starts unless it runs already. */
  await(): void {
    this.timer ??= setTimeout(this.onLost, this.ms);
  }

  /** @param awaiting whether something is still awaited */
  progress(awaiting: boolean): void {
    this.end();
    if (awaiting) this.await();
  }

  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
