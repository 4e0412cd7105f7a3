/** more than the tokens of any test */
const MAX_TOKENS = 10_000;

/**
 * Faults `constant-cursor` and `constant-token`: a token that is handed out again and leads to the next records each time
 * (wire.md 14, row 2). `M` is a position behind a page. Bounded: the oldest are removed first.
 */
export class ConstantTokens<M> {
  readonly #marks = new Map<string, M>();

  /** Where the next page begins; undefined: the token does not have this fault. */
  markOf(token: string): M | undefined {
    return this.#marks.get(token);
  }

  /** The next request with the token begins at this mark. */
  move(token: string, mark: M): void {
    this.#marks.delete(token);
    this.#marks.set(token, mark);
    for (const oldest of this.#marks.keys()) {
      if (this.#marks.size <= MAX_TOKENS) break;
      this.#marks.delete(oldest);
    }
  }
}
