/** The part of Kibana's query language that the panels use: `field : "value"`, `field : *`, `field : ("a" or "b")`, `and`, `not`. */

export interface Condition {
  readonly isNegated: boolean;
  readonly field: string;
  /** undefined: any value */
  readonly values: readonly string[] | undefined;
}

const TERM = /^(not )?([\w.@]+) : (?:(\*)|"([^"]*)"|\(("[^"]*"(?: or "[^"]*")*)\))$/;

export function parseKql(query: string): readonly Condition[] {
  return query.split(' and ').map((term) => {
    const [, not, field, any, one, several] = TERM.exec(term) ?? [];
    if (field === undefined) throw new Error(`Not a condition: ${term}`);
    const isNegated = not !== undefined;
    if (any !== undefined) return { isNegated, field, values: undefined };
    return {
      isNegated,
      field,
      values:
        one === undefined ? [...(several ?? '').matchAll(/"([^"]*)"/g)].map(([, text = '']) => text) : [one],
    };
  });
}

export function valuesAt(document: unknown, path: string): readonly unknown[] {
  let values: readonly unknown[] = [document];
  for (const name of path.split('.'))
    values = values.flatMap((value) => {
      const member: unknown =
        typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
      return Array.isArray(member) ? member : member === undefined ? [] : [member];
    });
  return values;
}

export const matchesKql = (document: unknown, conditions: readonly Condition[]): boolean =>
  conditions.every(
    ({ isNegated, field, values }) =>
      isNegated !==
      valuesAt(document, field).some((value) => values === undefined || values.includes(String(value))),
  );
