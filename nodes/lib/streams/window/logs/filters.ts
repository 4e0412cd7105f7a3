import type { JsonObject } from '../../../contracts/json';

/** The selection of a node; empty or missing: all. */
export interface Filters {
  readonly categories?: readonly string[];
  /** `inbound`, `outbound`, `internal` */
  readonly routes?: readonly string[];
  readonly results?: readonly string[];
  readonly actions?: readonly string[];
  /** how a record came to be: `click` */
  readonly methods?: readonly string[];
}

/** The selection as text, independent of its order; '' for no selection. */
export function selectionOf(filters: Filters): string {
  return Object.entries(filters)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name}=${[...values].sort().join(',')}`)
    .sort()
    .join(';');
}

/** For filters that take one value or `all` (wire.md 10.1). Any other selection requests `all` and is filtered locally. */
export function oneOrAll(values: readonly string[], supported: readonly string[]): string {
  const [first] = values;
  return values.length === 1 && first !== undefined && supported.includes(first) ? first : 'all';
}

/**
 * Local filter, used when `all` was requested. A single value is left to the API, which may match more than equality.
 * A record without the member matches: one record too many is better than a lost one.
 * @param requested value that was sent to the API
 */
export function matchesSelection(
  value: JsonObject,
  member: string,
  selected: readonly string[],
  requested: string,
): boolean {
  const text = value[member];
  return (
    requested !== 'all' ||
    selected.length === 0 ||
    typeof text !== 'string' ||
    selected.includes(text.toLowerCase())
  );
}
