/** The simulator's time: the given clock, moved on by hand. It never goes back. */
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

  /** @throws RangeError when asked to go back: what was published can't be unpublished. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError('The clock goes forward only.');
    this.#offset += ms;
  }
}
