export interface PendingLimits {
  /** maximum number of incomplete messages of the flow */
  readonly messages: number;
  /** maximum bytes of these; a single message may be larger */
  readonly bytes: number;
}

/** Completes a message: without an error it arrived. Every call after the first does nothing. */
export type Finish<Failure extends Error> = (error?: Failure) => void;

/** The messages that a sink accepted and that are not complete. Bounded. Each of them gets one result. */
export class PendingMessages<Failure extends Error> {
  /** in the order in which they were accepted */
  readonly #finishes = new Set<Finish<Failure>>();
  #bytes = 0;
  readonly #onDrained: (() => void)[] = [];
  readonly #limits: PendingLimits;

  constructor(limits: PendingLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#finishes.size;
  }

  /** Whether a message of this size has to be refused. */
  isFull(bytes: number): boolean {
    if (this.size === 0) return false;
    return this.size >= this.#limits.messages || this.#bytes + bytes > this.#limits.bytes;
  }

  /** @param settle called once, with the result of the message */
  add(bytes: number, settle: Finish<Failure>): Finish<Failure> {
    const finish: Finish<Failure> = (error) => {
      if (!this.#finishes.delete(finish)) return;
      this.#bytes -= bytes;
      settle(error);
      if (this.size === 0) for (const notify of this.#onDrained.splice(0)) notify();
    };
    this.#finishes.add(finish);
    this.#bytes += bytes;
    return finish;
  }

  failAll(error: Failure): void {
    for (const finish of [...this.#finishes]) finish(error);
  }

  /** Resolves when nothing is incomplete. */
  drained(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onDrained.push(resolve);
    });
  }
}
