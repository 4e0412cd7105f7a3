/** Clean-up steps, run in reverse order however far the set-up got. */
export class Cleanup {
  readonly #steps: (() => Promise<unknown>)[] = [];
  #done: Promise<void> | undefined;

  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  /**
   * Every step runs, even if earlier ones fail; the first failure is thrown at the end. Steps that are added afterwards
   * run with the next call.
   */
  close(): Promise<void> {
    this.#done ??= this.#undo().finally(() => {
      this.#done = undefined;
    });
    return this.#done;
  }

  async #undo(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      await step().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
