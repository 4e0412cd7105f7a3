/** Records by the member that keeps them from being placed in time; '' for entries that are no record. */
export type UnplacedRecords = Readonly<Record<string, number>>;

export class Unplaced {
  readonly #times = new Map<string, number>();

  add(member: string, times = 1): void {
    if (times > 0) this.#times.set(member, (this.#times.get(member) ?? 0) + times);
  }

  /** Nothing when all records could be placed. */
  result(): { readonly unplaced?: UnplacedRecords } {
    return this.#times.size === 0 ? {} : { unplaced: Object.fromEntries(this.#times) };
  }
}
