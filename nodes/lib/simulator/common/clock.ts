/** The simulator's time: the given clock plus an offset that tests increase. It never goes back. */
export class Clock {
  #offset = 0;

  readonly #source: () => number;

  constructor(source: () => number) {
    this.#source = source;
  }

  /** Epoch ms. */
  now(): number {
    return this.#source() + this.#offset;
  }

  /** @throws RangeError when `ms` is negative: what was published can't be withdrawn */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError('The clock goes forward only.');
    this.#offset += ms;
  }
}
