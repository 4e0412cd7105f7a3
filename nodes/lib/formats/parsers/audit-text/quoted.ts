/** Names in quotes, and the word before each (wire.md 7.4). */

import { matchesOf } from '../matches';

export interface Quoted {
  readonly text: string;
  /** the words directly before and after, in lower case, or '' */
  readonly before: string;
  readonly after: string;
  /** the preposition that leads to it, in lower case, or '': `by the policy "A"` */
  readonly relation: string;
}

const QUOTED = /(?<!\w)"([^"\n]{1,300})"(?!\w)|(?<!\w)'([^'\n]{1,300})'(?!\w)|“([^“”\n]{1,300})”/g;
const WORD_BEFORE = /([\p{L}\p{N}]{1,40})\s{0,3}[:(]?\s{0,3}$/u;
const WORD_AFTER = /^\)?\s{1,3}([\p{L}\p{N}]{1,40})/u;
const MAX_DISTANCE = 80;
/** At most two words, which are no verbs, between the preposition and the name. */
const RELATION =
  /\b(by|because of|due to|according to|under|using|via|through|per|to|from|in|into|inside|within|for|of|on)\s{1,3}(?:(?:the|an?|new|its|this|another)\s{1,3})?(?:[\p{L}\p{N}-]{1,40}\s{1,3}){0,2}[:(]?\s{0,3}$/iu;

const hasQuotes = (sentence: string): boolean => /["'“]/.test(sentence);

export function quotedIn(sentence: string): readonly Quoted[] {
  if (!hasQuotes(sentence)) return [];
  return matchesOf(QUOTED, sentence).flatMap((found) => {
    const text = (found[1] ?? found[2] ?? found[3] ?? '').trim();
    const end = found.index + found[0].length;
    const lead = sentence.slice(Math.max(0, found.index - MAX_DISTANCE), found.index);
    const before = WORD_BEFORE.exec(lead);
    const after = WORD_AFTER.exec(sentence.slice(end, end + MAX_DISTANCE));
    return text === '' || text === 'null'
      ? []
      : [
          {
            text,
            before: (before?.[1] ?? '').toLowerCase(),
            after: (after?.[1] ?? '').toLowerCase(),
            relation: (RELATION.exec(lead)?.[1] ?? '').toLowerCase(),
          },
        ];
  });
}

/** The sentence with a blank in place of each name: what is left are its own words. */
export const withoutQuoted = (sentence: string): string =>
  hasQuotes(sentence) ? sentence.replace(QUOTED, ' ') : sentence;
