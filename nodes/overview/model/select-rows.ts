/** Which rows are shown, and in which order. */
import type { Level, OverviewAccount } from '../../lib/contracts/overview';

export interface Filter {
  /** in account, code, node or type */
  readonly text: string;
  /** `bad` and `warn` only */
  readonly failing: boolean;
}

export interface Order<Column extends string> {
  readonly column: Column;
  readonly descending: boolean;
}

type Value = string | number | null;

const LEVELS: readonly Level[] = ['bad', 'warn', 'ok', 'off'];
export const rankOf = (level: Level): number => LEVELS.indexOf(level);
export const isFailing = ({ level }: { readonly level: Level }): boolean =>
  level === 'bad' || level === 'warn';

/** Accounts come sorted by name. Comparing their places is much faster than comparing names by a language. */
export interface AccountIndex {
  readonly byId: ReadonlyMap<string, OverviewAccount>;
  readonly placeOf: (id: string) => number;
}

const indexes = new WeakMap<readonly OverviewAccount[], AccountIndex>();

export function indexOf(accounts: readonly OverviewAccount[]): AccountIndex {
  const known = indexes.get(accounts);
  if (known !== undefined) return known;
  const places = new Map(accounts.map(({ id }, place) => [id, place]));
  const index: AccountIndex = {
    byId: new Map(accounts.map((account) => [account.id, account])),
    placeOf: (id) => places.get(id) ?? accounts.length,
  };
  indexes.set(accounts, index);
  return index;
}

/** The words of an account that a filter looks at. */
export const wordsOf = (account: OverviewAccount | undefined): string =>
  account === undefined ? '' : `${account.name}\n${account.code ?? ''}`;

/** @param words all words of a row that the filter looks at */
export function matching<Row extends { readonly level: Level }>(
  rows: readonly Row[],
  { text, failing }: Filter,
  words: (row: Row) => string,
): readonly Row[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '' && !failing) return rows;
  return rows.filter(
    (row) => (!failing || isFailing(row)) && (wanted === '' || words(row).toLowerCase().includes(wanted)),
  );
}

function compare(one: Value, other: Value): number {
  if (one === other) return 0;
  // What was not measured comes last, in either direction.
  if (one === null) return Number.POSITIVE_INFINITY;
  if (other === null) return Number.NEGATIVE_INFINITY;
  return one < other ? -1 : 1;
}

/** Sorted by the value; equal ones by the further values, ascending. */
export function sorted<Row>(
  rows: readonly Row[],
  descending: boolean,
  value: (row: Row) => Value,
  ...further: readonly ((row: Row) => Value)[]
): readonly Row[] {
  const keyed = rows.map((row) => ({ row, first: value(row) }));
  const sign = descending ? -1 : 1;
  keyed.sort((one, other) => {
    const first = compare(one.first, other.first);
    if (first !== 0) return Number.isFinite(first) ? first * sign : first;
    for (const next of further) {
      const result = compare(next(one.row), next(other.row));
      if (result !== 0) return result;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly page: number;
  readonly pages: number;
}

/** @param page from 0 on; a page beyond the last one is the last one */
export function pageOf<Row>(all: readonly Row[], page: number, size: number): Page<Row> {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const shown = Math.min(Math.max(page, 0), pages - 1);
  return { rows: all.slice(shown * size, (shown + 1) * size), page: shown, pages };
}
