import type { Query } from '../../contracts/api-client';

/** @param search with or without the question mark */
export function parseQuery(search: string | URLSearchParams): Query {
  const values = new Map<string, string[]>();
  // Not `getAll` for each name: that looks through all parameters each time.
  for (const [name, value] of new URLSearchParams(search)) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return Object.fromEntries(
    Array.from(values, ([name, [first = '', ...more]]) => [
      name,
      more.length === 0 ? first : [first, ...more],
    ]),
  );
}

/** @returns the query string with its question mark; '' without parameters */
export function toSearchString(query: Query | undefined): string {
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value]] : value.map((entry) => [key, entry]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}
