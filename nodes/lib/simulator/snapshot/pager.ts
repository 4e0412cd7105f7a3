import type { Fields } from '../envelope';
import type { Answer } from '../exchange';
import type { FaultDial } from '../faults';
import type { Mark, PageTokens } from '../page-tokens';
import { PageTrouble } from '../page-trouble';
import { mix, wordHash } from '../random';

/** One row of a state, before it is written: ids differ from one writing to the next. */
export interface Row {
  /** What it is, as long as it is there. */
  readonly key: string;
  readonly write: (salt: string) => Fields;
}

export interface Asked {
  readonly pageSize: number;
  readonly token: string | undefined;
  /** What a page token is bound to. */
  readonly binding: string;
}

export interface SnapshotPage {
  readonly records: readonly Fields[];
  readonly next: string | undefined;
}

/**
 * Pages of a state that changes meanwhile. The order is another one at each reading (mimecast-api.md 14, row 25), but
 * holds for all pages of it, so that what is there all the time is shown once.
 */
export class Pager {
  readonly #trouble: PageTrouble;
  #readings = 0;

  readonly #tokens: PageTokens;
  readonly #faults: FaultDial;

  constructor(tokens: PageTokens, faults: FaultDial) {
    this.#tokens = tokens;
    this.#faults = faults;
    this.#trouble = new PageTrouble(faults);
  }

  page(rows: readonly Row[], asked: Asked): SnapshotPage | 'refused' | Answer {
    const { token, binding, pageSize } = asked;
    let mark: Mark | undefined;
    if (token !== undefined) {
      mark = this.#tokens.decode(binding, token);
      const trouble = this.#trouble.with(mark, binding);
      if (trouble !== undefined) return trouble;
    }
    const [reading = ++this.#readings, behind = -1, wasEmpty = 0] = mark ?? [];
    const left = rows
      .map((row) => ({ row, place: placeOf(row.key, reading) }))
      .filter(({ place }) => place > behind)
      .sort((a, b) => a.place - b.place);
    if (left.length > 0 && wasEmpty === 0 && this.#faults.fires('empty-page-with-next', binding)) {
      return { records: [], next: this.#tokens.encode(binding, [reading, behind, 1]) };
    }
    const shown = left.slice(0, pageSize);
    const records = shown.map(({ row }) => row.write(String(reading)));
    const last = shown.at(-1);
    const more = left.length > shown.length && last !== undefined;
    return { records, next: more ? this.#tokens.encode(binding, [reading, last.place]) : undefined };
  }
}

/** 53 bits: no two keys share one. */
function placeOf(key: string, reading: number): number {
  const hash = wordHash(key);
  return mix(hash, reading) * 2 ** 21 + (mix(hash ^ 0x0dde, reading + 1) >>> 11);
}
