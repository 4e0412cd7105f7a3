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

/** For filters that take one value or `all` (mimecast-api.md 10.1): several are selected from all here. */
export function oneOrAll(values: readonly string[]): string {
  return (values.length === 1 ? values[0] : undefined) ?? 'all';
}

/**
 * For several; one is left to the API, which may mean more by its word than equality. A record that lacks the
 * member is wanted: better one too many than one lost.
 */
export function hasOneOf(value: Value, member: string, wanted: readonly string[]): boolean {
  const own = value[member];
  return wanted.length < 2 || typeof own !== 'string' || wanted.includes(own.toLowerCase());
}
