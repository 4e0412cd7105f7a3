/** What audit text says about the number of changes: `No changes found.`, `Created: 0, Deleted: 2` (wire.md 7.4). */
import type { Pair } from '../../parsers/audit-text/pairs';
import type { AuditText } from '../../parsers/audit-text/parse';
import { type Verb, verbOfType, type Word, wordsOf } from './verbs';

export interface Changes {
  /** the text says that nothing changed */
  readonly none: boolean;
  /** the verbs with a count above 0 */
  readonly verbs: ReadonlySet<Verb>;
}

const NO_CHANGE =
  /\bno (?:\w{1,30} )?(?:changes|change|updates|modifications)\b|\bnothing (?:has |was |to |been ){0,2}(?:chang|updat|modif|synchroni|sync)|\b(?:unchanged|not changed)\b/i;
const COUNT = /^\d{1,12}$/;
/** `0 users created` */
const MAX_DISTANCE = 3;

type Count = readonly [verb: Verb, count: number];

/** @param isFirst counts come before their verbs: `3 users created, 2 users deleted` */
function countIn(words: readonly Word[], at: number, isFirst: boolean): Count | undefined {
  const count = Number(words[at]?.text);
  const before = words[at - 1]?.verb;
  if (before !== undefined && !isFirst) return [before, count];
  const after = words.slice(at + 1, at + 1 + MAX_DISTANCE);
  const next = after.findIndex(({ text }) => COUNT.test(text));
  const verb = after.slice(0, next < 0 ? undefined : next).find((word) => word.verb !== undefined)?.verb;
  return verb === undefined ? undefined : [verb, count];
}

const namedCount = ({ key, value }: Pair): Count | undefined => {
  const verb = COUNT.test(value) ? verbOfType(wordsOf(key)) : undefined;
  return verb === undefined || verb === 'read' ? undefined : [verb, Number(value)];
};

const NO_VERBS: ReadonlySet<Verb> = new Set();

export function changesIn({ words: sentence, pairs }: AuditText, words: readonly Word[]): Changes {
  const named = pairs.map(namedCount);
  const first = words.find(({ text, verb }) => verb !== undefined || COUNT.test(text));
  const isFirst = first !== undefined && first.verb === undefined;
  const inWords = words.map(({ text }, at) => (COUNT.test(text) ? countIn(words, at, isFirst) : undefined));
  const counts = [...named, ...inWords].filter((one) => one !== undefined);
  if (counts.length === 0) return { none: NO_CHANGE.test(sentence), verbs: NO_VERBS };
  const verbs = new Set(counts.filter(([, count]) => count > 0).map(([verb]) => verb));
  return { none: verbs.size === 0, verbs };
}
