import type { JsonObject } from '../../common/json';
import { mix, wordHash } from '../../common/random';
import type { FaultInjector } from '../../faults/fault-injector';
import { PageFaults } from '../../faults/page-faults';
import type { HttpResponse } from '../../http/exchange';
import type { PageMark, PageTokens } from '../../http/page-tokens';

/** One record of a state. `write` generates it, with ids that depend on the salt. */
export interface SnapshotRow {
  /** identifies the record between reads */
  readonly key: string;
  readonly write: (salt: string) => JsonObject;
}

export interface PageRequest {
  readonly pageSize: number;
  readonly token: string | undefined;
  /** what page tokens are bound to */
  readonly binding: string;
}

export interface SnapshotPage {
  readonly records: readonly JsonObject[];
  readonly next: string | undefined;
}

/**
 * Pages of a state that can change between pages. The order differs in each read (compare wire.md 14, row 25), but is the
 * same on all pages of a read: a record that exists during the whole read appears exactly once.
 */
export class SnapshotPager {
  readonly #pageFaults: PageFaults;
  #reads = 0;

  readonly #tokens: PageTokens;
  readonly #faults: FaultInjector;

  constructor(tokens: PageTokens, faults: FaultInjector) {
    this.#tokens = tokens;
    this.#faults = faults;
    this.#pageFaults = new PageFaults(faults);
  }

  page(rows: readonly SnapshotRow[], asked: PageRequest): SnapshotPage | 'refused' | HttpResponse {
    const { token, binding, pageSize } = asked;
    let mark: PageMark | undefined;
    if (token !== undefined) {
      mark = this.#pageFaults.markOf(token) ?? this.#tokens.decode(binding, token);
      const fault = this.#pageFaults.apply(mark, binding);
      if (fault !== undefined) return fault;
    }
    const [readNumber = ++this.#reads, lastSortKey = -1, wasEmpty = 0] = mark ?? [];
    const remaining = rows
      .map((row) => ({ row, sortKey: sortKeyOf(row.key, readNumber) }))
      .filter(({ sortKey }) => sortKey > lastSortKey)
      .sort((a, b) => a.sortKey - b.sortKey);
    if (remaining.length > 0 && wasEmpty === 0 && this.#faults.fires('empty-page-with-next', binding)) {
      return { records: [], next: this.#tokens.encode(binding, [readNumber, lastSortKey, 1]) };
    }
    const shown = remaining.slice(0, pageSize);
    const records = shown.map(({ row }) => row.write(String(readNumber)));
    const last = shown.at(-1);
    const more = remaining.length > shown.length && last !== undefined;
    if (!more) return { records, next: undefined };
    const end = [readNumber, last.sortKey];
    const issue = (): string => this.#tokens.encode(binding, end);
    return { records, next: this.#pageFaults.nextToken(token, end, binding, issue) };
  }
}

/** 53 bits, so that two keys practically never have the same number. */
function sortKeyOf(key: string, readNumber: number): number {
  const hash = wordHash(key);
  return mix(hash, readNumber) * 2 ** 21 + (mix(hash ^ 0x0dde, readNumber + 1) >>> 11);
}
