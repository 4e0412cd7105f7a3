/** Runs of attempts that are remembered apart; a batch may be sent again for days. */
const MAX_RANGES = 8;

/** A set of attempts, added in ascending order: runs instead of numbers, so that it stays small. */
export class Attempts {
  #ranges: { readonly from: number; to: number }[] = [];

  add(attempt: number): void {
    const last = this.#ranges.at(-1);
    if (last !== undefined && attempt <= last.to + 1) last.to = Math.max(last.to, attempt);
    else this.#ranges.push({ from: attempt, to: attempt });
    if (this.#ranges.length > MAX_RANGES) this.#mergeOldest();
  }

  has(attempt: number): boolean {
    return this.#ranges.some(({ from, to }) => from <= attempt && attempt <= to);
  }

  /** What lies between them counts as rejected from now on: then it is sent once more, and never lost. */
  #mergeOldest(): void {
    const [first, second, ...others] = this.#ranges;
    if (first !== undefined && second !== undefined) {
      this.#ranges = [{ from: first.from, to: second.to }, ...others];
    }
  }
}
