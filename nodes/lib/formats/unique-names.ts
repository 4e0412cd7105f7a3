/** Names that no other has: odd names of members become equal when a format allows fewer characters. */
type Names = Pick<ReadonlySet<string>, 'has'>;

export class UniqueNames {
  readonly #taken: Names;
  /** by the name without a number: the first that may be free. Without it, each of many equal names would try them all. */
  #next: Map<string, number> | undefined;

  /** @param taken every name that was returned has to be in it before the next call */
  constructor(taken: Names) {
    this.#taken = taken;
  }

  /** The name, or the name with the first number from 2 on that no other has. */
  of(name: string): string {
    if (!this.#taken.has(name)) return name;
    let number = this.#next?.get(name) ?? 2;
    while (this.#taken.has(`${name}${number}`)) number += 1;
    this.#next = (this.#next ?? new Map<string, number>()).set(name, number);
    return `${name}${number}`;
  }
}
