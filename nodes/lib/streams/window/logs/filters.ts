import type { Value } from '../../paged/canonical';

/** What a node may choose; empty or missing: all. */
export interface Filters {
  readonly categories?: readonly string[];
  /** `inbound`, `outbound`, `internal` */
  readonly routes?: readonly string[];
  readonly results?: readonly string[];
  readonly actions?: readonly string[];
}

/** The same selection in any order is the same word; no selection is ''. */
export function selectionOf(filters: Filters): string {
  return Object.entries(filters)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name}=${[...values].sort().join(',')}`)
    .sort()
    .join(';');
}

/** For filters that take one word or `all` (wire.md 10.1): anything else is selected from all here. */
export function oneOrAll(values: readonly string[], known: readonly string[]): string {
  const [first] = values;
  return values.length === 1 && first !== undefined && known.includes(first) ? first : 'all';
}

/**
 * Where all were asked for; one word is left to the API, which may mean more by it than equality. A record that
 * lacks the member is wanted: better one too many than one lost.
 */
export function hasOneOf(value: Value, member: string, wanted: readonly string[], asked: string): boolean {
  const own = value[member];
  return (
    asked !== 'all' || wanted.length === 0 || typeof own !== 'string' || wanted.includes(own.toLowerCase())
  );
}
