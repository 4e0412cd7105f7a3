/** The rows of the tables in examples/splunk/README.md, and what the evaluator says for them. */
import { SHAPES, shapesOf } from '../support/shapes';
import { found } from './found';

/** `| field | source | … |`, with backticks around the field. */
export function rowsBelow(readme: string, heading: string): ReadonlyMap<string, readonly string[]> {
  const section = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return new Map(
    [...section.matchAll(/^\| `(\w+)` \|(.*)\|$/gm)].map(([, field = '', rest = '']) => [
      field,
      rest.split(' | ').map((cell) => cell.trim()),
    ]),
  );
}

/** `yes`: in every record, `if known`: in some, `–`: in none. */
export function mark(names: readonly string[], field: string): string {
  const count = names.filter((name) => found(name).fields.has(field)).length;
  return count === 0 ? '–' : count === names.length ? 'yes' : 'if known';
}

export const namesOf = (log: string, type: string, tag: string): readonly string[] =>
  shapesOf(log, type)
    .map(([name]) => name)
    .filter((name) => found(name).tags.includes(tag));

/** The title of a kind of record in the README. */
const titleOf = (log: string, type: string): string => (log === 'ttp' ? `TTP ${type}` : type);

/** All kinds of records with the tag `email` but receipt and delivery. */
const OTHERS: ReadonlyMap<string, readonly string[]> = new Map(
  [...SHAPES.values()]
    .filter(({ type }) => type !== 'receipt' && type !== 'delivery')
    .map(({ log, type }) => [titleOf(log, type), namesOf(log, type, 'email')] as const)
    .filter(([, names]) => names.length > 0),
);

const MAX_MISSING = 5;

/** The other kinds that have the field: `all`, `all but …`, or a list. */
export function others(field: string): string {
  const having: string[] = [];
  const missing: string[] = [];
  for (const [title, names] of OTHERS) (mark(names, field) === '–' ? missing : having).push(title);
  if (having.length === 0) return '–';
  if (missing.length === 0) return 'all';
  return missing.length <= MAX_MISSING ? `all but ${missing.join(', ')}` : having.join(', ');
}
