import type { Query } from '../../contracts/api-client';

/** @param search with or without the question mark */
export function parseQuery(search: string | URLSearchParams): Query {
  const params = new URLSearchParams(search);
  const entries = [...new Set(params.keys())].map((key) => {
    const [first = '', ...more] = params.getAll(key);
    return [key, more.length === 0 ? first : [first, ...more]] as const;
  });
  return Object.fromEntries(entries);
}

/** @returns the query string with its question mark; '' without parameters */
export function toSearchString(query: Query | undefined): string {
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value]] : value.map((entry) => [key, entry]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}
