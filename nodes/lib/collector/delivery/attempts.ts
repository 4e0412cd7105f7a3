/** Maximum number of ranges. A batch may be redelivered for days. */
const MAX_RANGES = 8;

/** A set of attempt numbers, added in ascending order. It stores ranges instead of numbers to stay small. */
export class AttemptSet {
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

  /**
   * The attempts between the two ranges count as rejected from now on. The message is then redelivered once
   * more, and never lost.
   */
  #mergeOldest(): void {
    const [first, second, ...others] = this.#ranges;
    if (first !== undefined && second !== undefined) {
      this.#ranges = [{ from: first.from, to: second.to }, ...others];
    }
  }
}
