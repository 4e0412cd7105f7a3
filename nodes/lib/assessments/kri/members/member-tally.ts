import type { JsonObject } from '../../../contracts/json';
import type { UnplacedRecords } from '../../evidence/unplaced';
import {
  type CheckedMembers,
  checkMembers,
  exampleOf,
  keyOf,
  type LackingMember,
  type MemberRule,
} from './member-rule';

/** How many records were checked, and by key how many of them lack a member or need none. */
export interface MemberCounts {
  readonly records: number;
  readonly lacking: Readonly<Record<string, number>>;
  readonly exempt: Readonly<Record<string, number>>;
}

/** The same, to be added to. */
export interface MemberTotals {
  records: number;
  lacking: Record<string, number>;
  exempt: Record<string, number>;
}

export const emptyMemberTotals = (): MemberTotals => ({ records: 0, lacking: {}, exempt: {} });

export function addChecked(totals: MemberTotals, { lacking, exempt }: CheckedMembers): void {
  totals.records += 1;
  for (const key of lacking) totals.lacking[key] = (totals.lacking[key] ?? 0) + 1;
  for (const key of exempt) totals.exempt[key] = (totals.exempt[key] ?? 0) + 1;
}

/** Collects what the counts do not have: examples of values, and records without a time. */
export class MemberTally {
  readonly #examples = new Map<string, string>();
  readonly #unplaced = new Map<string, number>();
  #received = 0;

  check(rules: readonly MemberRule[], record: JsonObject): CheckedMembers {
    const checked = checkMembers(rules, record);
    for (const key of checked.lacking) {
      if (this.#examples.has(key)) continue;
      const example = exampleOf(rules, key, record);
      if (example !== undefined) this.#examples.set(key, example);
    }
    return checked;
  }

  /** @param received all records of the read, also those that could be placed */
  addUnplaced(unplaced: UnplacedRecords, received: number): void {
    this.#received += Math.max(received, ...Object.values(unplaced));
    for (const [member, times] of Object.entries(unplaced)) {
      this.#unplaced.set(member, (this.#unplaced.get(member) ?? 0) + times);
    }
  }

  lacking({ records, lacking, exempt }: MemberCounts): readonly LackingMember[] {
    const members = Object.entries(lacking).map(([key, times]) => ({
      ...{ key, times, of: records - (exempt[key] ?? 0), example: this.#examples.get(key) },
    }));
    const unplaced = [...this.#unplaced].map(([key, times]) => ({ key, times, of: this.#received }));
    return [...members, ...unplaced];
  }

  /** For the record of the indicator. */
  byMember(rules: readonly MemberRule[], lacking: readonly LackingMember[]): Record<string, number> {
    const times: Record<string, number> = {};
    for (const one of lacking) {
      const rule = rules.find((other) => keyOf(other) === one.key);
      // What may be missing in some records is no finding.
      if (one.times > 0 && rule?.maxShare === undefined) times[rule?.member ?? one.key] = one.times;
    }
    return times;
  }
}
