/** Keys and values behind the question mark; a key that is there more than once has a list. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** @param search with or without its question mark */
export function queryOf(search: string | URLSearchParams): Query {
  const params = new URLSearchParams(search);
  const entries = [...new Set(params.keys())].map((key) => {
    const [first = '', ...more] = params.getAll(key);
    return [key, more.length === 0 ? first : [first, ...more]] as const;
  });
  return Object.fromEntries(entries);
}

/** '' for none. */
export function searchOf(query: Query | undefined): string {
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value]] : value.map((one) => [key, one]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}
